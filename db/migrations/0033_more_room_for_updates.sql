-- Where every fifth contact is changed at once, a fifth of a page does not hold all of them anew.
-- only postgres
alter table contacts set (fillfactor = 70);
-- both
