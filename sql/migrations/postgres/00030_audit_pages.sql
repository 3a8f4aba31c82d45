-- +goose Up

-- Of SQLite alone: PostgreSQL keeps rows beside their keys in any case.
