-- What the run that ends consent asks: whose time has passed and whose consent is still open. The condition is
-- written in the statement with the same words.
create index contacts_to_expire on contacts (data_retention_until, contact_id)
  where deleted_at is null and consent_status in ('pending', 'legitimate_interest', 'b2b_optout_allowed', 'b2c_optin_confirmed');
