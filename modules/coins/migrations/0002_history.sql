-- why: a page of someone's history is found without reading all of it
-- lock: writes to purchases wait while the index is built
-- half: whole
create index purchase_paid_of_account on coins.purchase (account_id, paid_at desc, id desc) where state = 'paid';
