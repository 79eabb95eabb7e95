-- queues.lua: the queues that have or had jobs.
--
-- KEYS  due:<queue>, lines:<queue>, due:<line> where data asks for it
--
-- Answers ok, and of each queue itself, how many handles are pending in it and in its first few hundred lines, and its head in
-- ms or nothing.
-- uses: keys, numbers, heads
-- keys: executors
local MOST_LINES = 500
local queues = redis.call('SMEMBERS', key.executors)

-- Its lines: lines holds those queues only of which something may be claimed, so all are asked for theirs.
local function linesOf(queue)
  if not need('lines:' .. queue) then return {} end
  return peek('ZRANGE', key['lines:' .. queue], 0, MOST_LINES - 1) or {}
end

for _, queue in ipairs(queues) do
  need('due:' .. queue)
  for _, line in ipairs(linesOf(queue)) do
    need('due:' .. line)
  end
end
if #needed > 0 then return needs() end

local answer, heads = {'ok'}, headsOf(queues)
for i, queue in ipairs(queues) do
  local pending = peek('ZCARD', key['due:' .. queue]) or 0
  for _, line in ipairs(linesOf(queue)) do
    pending = pending + (peek('ZCARD', key['due:' .. line]) or 0)
  end
  answer[#answer + 1] = queue
  answer[#answer + 1] = text(pending)
  answer[#answer + 1] = heads[i] or ''
end
return answer
