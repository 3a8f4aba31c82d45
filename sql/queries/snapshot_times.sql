-- One look into the key for each organization: a MAX over the whole table would read
-- years of numbers at every scrape.
-- name: SnapshotTimes
SELECT o.id AS organization_id,
       (SELECT s.computed_at FROM snapshots s
        WHERE s.organization_id = o.id ORDER BY s.day DESC, s.scope DESC, s.code DESC LIMIT 1) AS computed_at
FROM organizations o
