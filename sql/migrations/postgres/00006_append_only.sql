-- +goose Up

-- History is only ever added to. The program never tries otherwise; this stops a hand at the
-- database console from doing it by mistake.
-- +goose StatementBegin
CREATE FUNCTION traguardi_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd

CREATE TRIGGER updates_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON updates FOR EACH STATEMENT EXECUTE FUNCTION traguardi_append_only();
CREATE TRIGGER objective_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON objective_changes FOR EACH STATEMENT EXECUTE FUNCTION traguardi_append_only();
CREATE TRIGGER reviews_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reviews FOR EACH STATEMENT EXECUTE FUNCTION traguardi_append_only();
CREATE TRIGGER ratings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ratings FOR EACH STATEMENT EXECUTE FUNCTION traguardi_append_only();
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION traguardi_append_only();
