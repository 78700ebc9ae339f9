-- For wrk: facts of about 2 kB for ingest_bench.sh, each with a messageId that nobody sent before. Arguments: the
-- write key in base64, a word for the run, facts in a request (1: /v1/track, else /v1/batch), contacts.
-- The texts vary as those of shops do, so that nothing is gained by packing one and the same row.
local key, run, size, users, n = "", "", 1, 1000, 0
local filler = {}
local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end
function init(arguments)
  key, run, size, users = arguments[1], arguments[2] .. "t" .. number, tonumber(arguments[3]), tonumber(arguments[4])
  for i = 1, 40 do
    local words = {}
    for w = 1, 26 do words[w] = string.format('"p%d_%d":"value %d of a shop, %d"', i, w, (i * 7919 + w * 104729) % 9973, w * i) end
    filler[i] = table.concat(words, ",")
  end
end
local function fact()
  n = n + 1
  local text = filler[n % 40 + 1]
  return string.format('{"type":"track","messageId":"%s-%d","userId":"user-%d","event":"Product Viewed",' ..
    '"context":{"library":{"name":"bench","version":"1"},"locale":"vi-VN","page":{"url":"https://shop.example/p/%d"}},' ..
    '"properties":{"product_id":"p-%d","price":%d.5,"currency":"EUR",%s,"note":"%s"}}',
    run, n, n % users, n % 5000, n % 5000, n % 300, text, string.rep("x", 600 + n % 200))
end
function request()
  local path, body = "/v1/track", nil
  if size == 1 then
    body = fact()
  else
    local facts = {}
    for i = 1, size do facts[i] = fact() end
    path, body = "/v1/batch", '{"batch":[' .. table.concat(facts, ",") .. "]}"
  end
  return wrk.format("POST", path, { ["authorization"] = "Basic " .. key, ["content-type"] = "application/json" }, body)
end
function done(summary, latency)
  io.write(string.format("p99 %.1f ms\n", latency:percentile(99) / 1000))
end
