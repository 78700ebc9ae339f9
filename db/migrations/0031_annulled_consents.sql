-- A statement of consent that was written by a change which somebody took back is annulled by another line.

alter table consents add column change_set_id uuid;  -- the change that wrote it
alter table consents add column annuls uuid;         -- the line of the same contact that this one takes back
