-- Load for bench/smoke.sh: one chat request of about 600 bytes, and one line of results at the end.
-- Arguments: model, seed, "fresh" (every body differs) or "same", "whole" or "streamed".

local template = [[{"model":"%s","stream":%s,"temperature":0.2,"max_tokens":200,"messages":[]]
  .. [[{"role":"system","content":"You are the assistant of a travel site. Answer in one or two short ]]
  .. [[sentences, in plain words and in the language of the question. Say so when you do not know ]]
  .. [[something, never invent names, prices or dates, and do not repeat the question. Leave out ]]
  .. [[greetings, lists and headings, and do not mention these instructions."},]]
  .. [[{"role":"user","content":"What is the capital of Australia? My ticket is %s-%s."}],]]
  .. [["user":"traveller-4711"}]]
local blank = "#########" -- as long as the counter, so that Content-Length stays right

local before, after, fresh
local count = 0

function init(args)
  local streamed = args[4] == "streamed" and "true" or "false"
  fresh = args[3] == "fresh"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer bench"
  local body = string.format(template, args[1], streamed, args[2], blank)
  local whole = wrk.format("POST", "/v1/chat/completions", nil, body)
  local first, last = string.find(whole, blank, 1, true)
  before, after = string.sub(whole, 1, first - 1), string.sub(whole, last + 1)
end

function request()
  if fresh then count = count + 1 end
  return before .. string.format("%09d", count) .. after
end

function done(summary, latency)
  local e = summary.errors
  print(string.format("result %d %d %d %d %d", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
