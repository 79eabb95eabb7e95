-- page.lua: ids of jobs, in the order of the table that holds them; within a place of that table by their text, so that
-- a place that holds more than a page can be gone on with.
--
-- ARGV[1]  cursor of the place
-- ARGV[2]  id after which to go on within it, or nothing
-- ARGV[3]  about so many
-- ARGV[4]  only of this eid, or nothing
--
-- Answers ok, the cursor to go on with, the id after which to go on, and the ids. Cursor 0 and no id end it.
-- uses: keys, numbers, bytes, job
-- keys: jobs
local cursor, after, limit, eid = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]

local found = redis.call('HSCAN', key.jobs, cursor, 'COUNT', limit)
local records, jids = {}, {}
for i = 1, #found[2], 2 do
  local jid = found[2][i]
  if isBefore(after, jid) then
    jids[#jids + 1] = jid
    records[jid] = found[2][i + 1]
  end
end
table.sort(jids, isBefore)

local function matches(record)
  local job = readJob(record)
  if not job then return eid == '' end
  return not job.ending and (eid == '' or string.match(job.queue, '^[^~@#]+') == eid)
end

local answer = {'ok', found[1], ''}
for i, jid in ipairs(jids) do
  if matches(records[jid]) then answer[#answer + 1] = jid end
  if #answer - 3 == limit and i < #jids then
    answer[2], answer[3] = cursor, jid
    break
  end
end
return answer
