-- queues.lua: the queues that have or had jobs.
--
-- KEYS  due:<queue> where data asks for it
--
-- Answers ok, and of each queue itself, how many handles are pending in it, and its head in ms or nothing.
-- uses: keys, numbers
-- keys: executors
local queues = redis.call('SMEMBERS', key.executors)
for _, queue in ipairs(queues) do
  need('due:' .. queue)
end
if #needed > 0 then return needs() end

local answer = {'ok'}
for _, queue in ipairs(queues) do
  local due = key['due:' .. queue]
  answer[#answer + 1] = queue
  answer[#answer + 1] = text(peek('ZCARD', due) or 0)
  answer[#answer + 1] = (peek('ZRANGE', due, 0, 0, 'WITHSCORES') or {})[2] or ''
end
return answer
