-- +goose NO TRANSACTION
-- +goose Up

-- That whoever signs in is whose address it is: accounts that were there before were made on the command line.
ALTER TABLE accounts ADD COLUMN address_proven INTEGER NOT NULL DEFAULT 1 CHECK (address_proven IN (0, 1));
-- it went to that address, or through the operator's hands
ALTER TABLE links ADD COLUMN proves_address INTEGER NOT NULL DEFAULT 0 CHECK (proves_address IN (0, 1));
