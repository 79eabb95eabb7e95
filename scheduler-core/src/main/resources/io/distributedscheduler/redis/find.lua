-- find.lua: jobs and where they stand.
--
-- KEYS        due:<queue>, running:<node> where data asks for it
-- ARGV[1...]  jobs
--
-- Answers ok, and of each job that exists: itself, its record, the node that holds a claim, that claim's record, the
-- instant at which it is pending in ms, its record in open, since when it is stopped, since when it has failed, its note,
-- its counts, the nodes on which occurrences out of its sequence run, with commas, and 1 if its sequence is over; each
-- nothing if there is none.
-- uses: keys, job, claimed
-- keys: jobs, open, stopped, failed, notes, counts
local records = redis.call('HMGET', key.jobs, unpack(ARGV))

local function exists(record)
  return record and string.sub(record, 1, 1) ~= '!'
end

local queues = {}
for i, record in ipairs(records) do
  local job = readJob(record)
  queues[i] = job and job.queue
  if queues[i] then need('due:' .. queues[i]) end
end
if not needNodes() or #needed > 0 then return needs() end

local answer = {'ok'}
for i, jid in ipairs(ARGV) do
  if exists(records[i]) then
    local claims = claimsOf(jid)
    local next = table.remove(claims, nextOf(jid, claims).handle and 1 or #claims + 1) or {}
    for _, value in ipairs({
      jid,
      records[i],
      next.node or '',
      next.record or '',
      queues[i] and peek('ZSCORE', key['due:' .. queues[i]], jid) or '',
      redis.call('HGET', key.open, jid) or '',
      redis.call('ZSCORE', key.stopped, jid) or '',
      redis.call('ZSCORE', key.failed, jid) or '',
      redis.call('HGET', key.notes, jid) or '',
      redis.call('HGET', key.counts, jid) or '',
      table.concat(nodesOf(claims), ','),
      isFinishing(jid) and '1' or '',
    }) do
      answer[#answer + 1] = value
    end
  end
end
return answer
