-- beat.lua: renews the lease of a node, and answers what it must know.
--
-- KEYS        running:<node>; due:<queue> where data asks for it
-- ARGV[1]     node
-- ARGV[2]     its lease, ms
-- ARGV[3]     how many fired keywords to name at most
-- ARGV[4]     number of queues whose head it asks for, followed by them, then of each limited executor its eid, at once, starts,
--             window in ms
--
-- Answers absent and the time; or ok, the time, the head or nothing, the number of nodes, each with the end of its
-- lease, the number of fired keywords, them, and of each claim of the node its handle and its record.
-- uses: now, keys, numbers, write, heads, limited, lease
-- keys: fired
local node, most = ARGV[1], tonumber(ARGV[3])
if not present(node) then return {'absent', text(now)} end

local queues = {unpack(ARGV, 5, 4 + ARGV[4])}
declareLimits(queues, 5 + ARGV[4])
if #needed > 0 then return needs() end
local fired = redis.call('ZRANGE', key.fired, 0, most - 1)
local claims = redis.call('HGETALL', key['running:' .. node])

renew(node, ARGV[2])
write()

local nodes = redis.call('ZRANGE', key.nodes, 0, -1, 'WITHSCORES')
local answer = {'ok', text(now), earliest(queues), text(#nodes / 2)}
local function append(values)
  for _, value in ipairs(values) do
    answer[#answer + 1] = value
  end
end
append(nodes)
append({text(#fired)})
append(fired)
append(claims)
return answer
