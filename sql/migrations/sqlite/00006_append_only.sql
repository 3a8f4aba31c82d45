-- +goose NO TRANSACTION
-- +goose Up

-- History is only ever added to. The program never tries otherwise; this stops a hand at the
-- database console from doing it by mistake.
-- +goose StatementBegin
CREATE TRIGGER updates_no_update BEFORE UPDATE ON updates BEGIN
    SELECT RAISE(ABORT, 'updates is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER updates_no_delete BEFORE DELETE ON updates BEGIN
    SELECT RAISE(ABORT, 'updates is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objective_changes_no_update BEFORE UPDATE ON objective_changes BEGIN
    SELECT RAISE(ABORT, 'objective_changes is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objective_changes_no_delete BEFORE DELETE ON objective_changes BEGIN
    SELECT RAISE(ABORT, 'objective_changes is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews BEGIN
    SELECT RAISE(ABORT, 'reviews is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews BEGIN
    SELECT RAISE(ABORT, 'reviews is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ratings_no_update BEFORE UPDATE ON ratings BEGIN
    SELECT RAISE(ABORT, 'ratings is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ratings_no_delete BEFORE DELETE ON ratings BEGIN
    SELECT RAISE(ABORT, 'ratings is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries BEGIN
    SELECT RAISE(ABORT, 'audit_entries is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries BEGIN
    SELECT RAISE(ABORT, 'audit_entries is append-only');
END;
-- +goose StatementEnd
