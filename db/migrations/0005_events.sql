-- Orders with their lines, what was taken back, products, stores, and the imports that brought them.

-- `contact_id` is the nil uuid for an order whose customer is unknown: it counts in revenue and in no contact's
-- figures (docs/decisions/0004-orders-without-a-customer.md). `net` is what the order is worth now: total less
-- refunds, 0 when it is cancelled. All amounts of an order are minor units of its one currency.
-- plan orders distributed
create table orders (
  contact_id uuid not null,
  order_id uuid not null,
  number text not null,
  ordered_at bigint not null,
  status text not null,
  store_id uuid,
  channel text not null,
  currency text not null,
  total bigint not null,
  discount bigint not null,
  refunded bigint not null,
  net bigint not null,
  coupon text,
  items_count bigint not null,
  lines_count bigint not null,
  source text not null,
  arrival text not null,
  reason text,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null,
  primary key (contact_id, order_id)
);
create index orders_id on orders (order_id);
create index orders_newest on orders (ordered_at, order_id, status, currency, net, contact_id);
create index orders_contact on orders (contact_id, ordered_at, order_id);
create index orders_status on orders (status, ordered_at, order_id);
create index orders_store on orders (store_id, ordered_at, order_id);
create index orders_total on orders (total, order_id);
-- only sqlite
create index orders_number on orders (number);
-- only postgres
create index orders_number on orders (number collate "C");
-- both

-- plan order_lines distributed
create table order_lines (
  contact_id uuid not null,
  order_id uuid not null,
  position bigint not null,
  product_id uuid,
  sku text,
  name text not null,
  category text,
  kind text not null,
  quantity bigint not null,
  unit_price bigint not null,
  discount bigint not null,
  total bigint not null,
  refunded_quantity bigint not null,
  refunded bigint not null,
  primary key (contact_id, order_id, position)
)
-- only sqlite
without rowid
-- both
;
create index order_lines_sku on order_lines (contact_id, sku);

-- An order number is unique among the orders of one source.
-- plan order_claims by_key
create table order_claims (
  source text not null,
  number text not null,
  contact_id uuid not null,
  order_id uuid not null,
  import_id uuid,
  primary key (source, number)
);

-- What was given back or booked beside the orders: refunds with the order line they belong to, credits that match
-- no order, stock corrections, costs. `amount` is what the customer got back, `quantity` the units.
-- plan order_adjustments distributed
create table order_adjustments (
  contact_id uuid not null,
  adjustment_id uuid not null,
  kind text not null,
  order_id uuid,
  position bigint,
  number text,
  sku text,
  name text,
  quantity bigint not null,
  amount bigint not null,
  currency text not null,
  occurred_at bigint not null,
  reason text,
  source text not null,
  import_id uuid,
  import_line bigint,
  created_at bigint not null,
  primary key (contact_id, adjustment_id)
);
create index order_adjustments_order on order_adjustments (contact_id, order_id);

-- The sums of one contact's orders, kept in the transaction of each change, in the currency that is named:
-- the reporting currency of the workspace. Orders in other currencies are counted in `other_currency_orders` alone.
-- plan contact_order_stats distributed
create table contact_order_stats (
  contact_id uuid not null primary key,
  orders_count bigint not null,
  orders_value bigint not null,
  orders_value_currency text not null,
  items_count bigint not null,
  first_order_at bigint,
  last_order_at bigint,
  refunded_value bigint not null,
  other_currency_orders bigint not null,
  updated_at bigint not null
);
create index contact_order_stats_value on contact_order_stats (orders_value, contact_id);
create index contact_order_stats_count on contact_order_stats (orders_count, contact_id);
create index contact_order_stats_last on contact_order_stats (last_order_at, contact_id);

-- plan products reference
create table products (
  product_id uuid not null primary key,
  sku text not null unique,
  name text not null,
  name_key text not null,
  category text,
  price bigint,
  price_currency text,
  active boolean not null,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null
);
create index products_newest on products (created_at, product_id);
create index products_name on products (name_key, product_id);

-- plan product_sales by_key
create table product_sales (
  product_id uuid not null,
  currency text not null,
  orders_count bigint not null,
  units_sold bigint not null,
  revenue bigint not null,
  primary key (product_id, currency)
);

-- plan stores reference
create table stores (
  store_id uuid not null primary key,
  code text not null unique,
  name text not null,
  city text,
  country text,
  created_at bigint not null,
  version bigint not null
);

-- One file that is or was read. `position` is the number of lines that are committed: a run that was cut off goes
-- on behind it. Whoever works on it holds it until `held_until`.
-- plan imports local
create table imports (
  import_id uuid not null primary key,
  kind text not null,
  preset text,
  filename text not null,
  path text not null,
  options jsonb not null,
  status text not null,
  lines_total bigint not null,
  position bigint not null,
  counts jsonb not null,
  message text,
  actor_kind text not null,
  actor_id uuid,
  holder uuid,
  held_until bigint,
  created_at bigint not null,
  started_at bigint,
  finished_at bigint
);
create index imports_newest on imports (created_at, import_id);

-- The lines that became nothing, as they stood in the file, with the reason.
-- plan import_rejects local
create table import_rejects (
  import_id uuid not null,
  line bigint not null,
  outcome text not null,
  reason text not null,
  raw text not null,
  primary key (import_id, line)
);
