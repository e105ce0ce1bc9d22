-- why: a top-up is paid by a payment of the same id, in any way that payments offers; what was is kept as it was
-- lock: brief; a constant default rewrites nothing
-- half: expand. `has_payment` is false for top-ups of before: those that wait get their payment from the next tidy-up
alter table ads.top_up add column method text not null default 'bank-transfer';
alter table ads.top_up add column has_payment boolean not null default false;
-- Paid through a provider there is no code and no bank reference.
alter table ads.top_up drop constraint top_up_check;
alter table ads.top_up add constraint top_up_payable_check check (payable_idr >= amount_idr);
alter table ads.top_up drop constraint top_up_check1;
alter table ads.top_up add constraint top_up_reference_check check (bank_reference is null or state = 'confirmed');
-- Payments keeps waiting transfers apart.
drop index ads.top_up_payable;
create index top_up_without_payment on ads.top_up (requested_at) where state = 'requested' and not has_payment;
