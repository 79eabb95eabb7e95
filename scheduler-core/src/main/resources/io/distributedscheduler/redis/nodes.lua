-- nodes.lua: the nodes that are present, and dead ones that are not recovered in full.
--
-- KEYS  running:<node> where data asks for it
--
-- Answers ok, and of each node itself, the end of its lease, how many claims it holds, and its info.
-- uses: keys, numbers, claimed
-- keys: members
if not needNodes() then return needs() end

local answer = {'ok'}
local nodes = redis.call('ZRANGE', key.nodes, 0, -1, 'WITHSCORES')
for i = 1, #nodes, 2 do
  answer[#answer + 1] = nodes[i]
  answer[#answer + 1] = nodes[i + 1]
  answer[#answer + 1] = text(peek('HLEN', key['running:' .. nodes[i]]) or 0)
  answer[#answer + 1] = redis.call('HGET', key.members, nodes[i]) or ''
end
return answer
