-- For wrk: each request posts a contact that nobody has posted before, nobody's namesake in the same city for the
-- first five million. Arguments: the API key, a word for the run.
local key, run, n = "", "", 0
function init(arguments)
  key, run = arguments[1], arguments[2]
end
function request()
  n = n + 1
  local body = string.format('{"email":"%s%d@example.org","first_name":"First%d","last_name":"Last%d",' ..
    '"country":"FR","city":"City%d","source":"opt_in","external_id":"%s-%d"}',
    run, n, n % 1000, n % 4999, n % 97, run, n)
  return wrk.format("POST", "/api/contacts",
    { ["authorization"] = "Bearer " .. key, ["content-type"] = "application/json" }, body)
end
