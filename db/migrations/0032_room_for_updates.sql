-- A changed contact is written beside its old self, without a new entry in each of the indexes, where its page
-- has room left.
-- only postgres
alter table contacts set (fillfactor = 80);
-- both
