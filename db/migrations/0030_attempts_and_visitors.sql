-- Each attempt of a delivery to another system, and whose a visitor was before somebody took it away.

-- plan webhook_attempts local
create table webhook_attempts (
  delivery_id uuid not null,
  number bigint not null,        -- counts on when a delivery is sent again
  at bigint not null,
  status bigint,                 -- of the answer, where there was one
  took_ms bigint not null,
  error text not null,           -- empty: it was taken
  primary key (delivery_id, number)
);

alter table visitors add column detached_from uuid;
create index visitors_detached on visitors (detached_from) where detached_from is not null;
