-- +goose Up

-- That whoever signs in is whose address it is: accounts that were there before were made on the command line.
ALTER TABLE accounts ADD COLUMN address_proven BOOLEAN NOT NULL DEFAULT TRUE;
-- it went to that address, or through the operator's hands
ALTER TABLE links ADD COLUMN proves_address BOOLEAN NOT NULL DEFAULT FALSE;
