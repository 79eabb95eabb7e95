-- schedule.lua: adds jobs that do not exist.
--
-- KEYS        due:<queue> of each queue; keyword:<kw>, waiting:<kw>, fires:<kw> of each keyword
-- ARGV[1-3]   the call
-- ARGV[4...]  of each job its id, its record, and where it shall stand
--
-- Answers ok, the time, <C for created, E for exists, N for ending on a node, of each job>, and those nodes.
-- uses: now, keys, numbers, write, request, job, place
-- keys: jobs, executors
local PARTS = 3

local answer = settled()
if answer then return answer end

local jids = {}
for i = 4, #ARGV, PARTS do
  jids[#jids + 1] = ARGV[i]
end
local found = redis.call('HMGET', key.jobs, unpack(jids))

local results, nodes, added, queues = {}, {}, {}, {}
for i, jid in ipairs(jids) do
  local other = found[i] and readJob(found[i])
  if other and other.ending then
    results[i] = 'N'
    nodes[#nodes + 1] = other.ending
  elseif found[i] or added[jid] then
    results[i] = 'E'
  else
    local record, due = ARGV[1 + PARTS * i + 1], ARGV[1 + PARTS * i + 2]
    local job = readJob(record)
    results[i], added[jid] = 'C', true
    add('HSET', key.jobs, jid, record)
    if needPlace(job) then stand(jid, job, fixed(due)) end
    if not queues[job.queue] then
      queues[job.queue] = true
      if redis.call('SISMEMBER', key.executors, queueOf(job.queue)) == 0 then also('SADD', key.executors, queueOf(job.queue)) end
    end
  end
end
if #needed > 0 then return needs() end

answer = answered(table.concat({'ok', text(now), table.concat(results), unpack(nodes)}, '|'))
write(true)
return answer
