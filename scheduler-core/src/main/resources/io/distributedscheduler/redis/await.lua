-- await.lua: whether a run of a job has ended; if not, registers a node to be told.
--
-- KEYS     runs:<jid>
-- ARGV[1]  job
-- ARGV[2]  node
-- ARGV[3]  for how long, ms
-- ARGV[4]  since when, micros, or nothing
--
-- Answers ended and the record of the last attempt; pending and since when, micros; unknown.
-- uses: now, keys, numbers, write, job, runs
-- keys: jobs, awaited
local jid, node, ms, since = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local job = readJob(redis.call('HGET', key.jobs, jid))
local exists = job ~= nil and not job.ending

-- Of the last attempts of runs: the first since then, or without that, of a job that is gone, the newest.
local function ended()
  if since == '' and exists then return nil end
  local records = listOf(jid)
  records[#records + 1] = redis.call('HGET', key.results, jid) or nil
  local chosen, chosenFinished, chosenToken
  for _, record in ipairs(records) do
    local token, more, finished = string.match(record, '^(%d+)|[^|]+|%-?%d+|([^|]*)|[SFPTLM]|%-?%d+|(%d+)|[^|]+#[^|]+|')
    token, finished = tonumber(token), tonumber(finished)
    if token and not string.find(more, '+', 1, true) and (since == '' or finished >= tonumber(since)) then
      local newer = not chosen or finished > chosenFinished or finished == chosenFinished and token > chosenToken
      if not chosen or newer == (since == '') then
        chosen, chosenFinished, chosenToken = record, finished, token
      end
    end
  end
  return chosen
end

local record = ended()
if record then return {'ended', record} end
if not exists then return {'unknown'} end

local waiters = {node .. '=' .. text(millis(now) + ms)}
for other, ends in string.gmatch(redis.call('HGET', key.awaited, jid) or '', '([^=|]+)=(%d+)') do
  if other ~= node and tonumber(ends) > millis(now) then waiters[#waiters + 1] = other .. '=' .. ends end
end
add('HSET', key.awaited, jid, table.concat(waiters, '|'))
write()
return {'pending', since == '' and text(now) or since}
