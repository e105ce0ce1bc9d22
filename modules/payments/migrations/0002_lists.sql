-- why: what an operator looks for by amount, the months' sums, the differences' list and old notices are found without
--   reading whole tables
-- lock: writes to each table wait while its index is built
-- half: whole
create index payment_by_payable on payments.payment ((total_idr + code_idr), created_at desc, id desc);
create index payment_by_paid on payments.payment (paid_at) where paid_at is not null;
create index money_back_by_time on payments.money_back (created_at);
create index inbound_by_time on payments.inbound (received_at);
create index difference_listed on payments.difference ((resolved_at is null) desc, found_at desc, id);
drop index payments.difference_open;
drop index payments.difference_by_time;
create index difference_by_settlement on payments.difference (settlement_id, found_at, id);
