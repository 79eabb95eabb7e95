-- counts.lua: what became of the occurrences of jobs that repeat.
--
--   counts  jid -> <runs>|<missed>|<skipped>|<coalesced>|<how many runs in a row have failed so far>
--                  the last with its bar is left out while it is 0
-- uses: keys, numbers, write
-- keys: counts
local counted = {}

local function countsOf(jid)
  if not counted[jid] then
    local record = redis.call('HGET', key.counts, jid) or ''
    local r, m, s, c, failed = string.match(record, '^(%d+)|(%d+)|(%d+)|(%d+)|?(%d*)$')
    -- Those that cannot be read begin anew.
    if not (whole(r) and whole(m) and whole(s) and whole(c)) then r, m, s, c, failed = 0, 0, 0, 0, 0 end
    counted[jid] = {tonumber(r), tonumber(m), tonumber(s), tonumber(c), tonumber(failed) or 0}
  end
  return counted[jid]
end

local function count(jid, runs, missed, skipped, coalesced)
  local counts = countsOf(jid)
  counts[1], counts[2] = counts[1] + runs, counts[2] + missed
  counts[3], counts[4] = counts[3] + skipped, counts[4] + coalesced
end

-- Another run in a row has failed.
local function countFailure(jid)
  local counts = countsOf(jid)
  counts[5] = counts[5] + 1
end

-- From here on failures are counted anew.
local function forgetFailures(jid)
  countsOf(jid)[5] = 0
end

-- Adds counts that came as text, of a job that repeats.
local function addCounts(jid, job, record)
  if record == '' or not job.repeats then return end
  local runs, missed, skipped, coalesced = string.match(record, '^(%d+)|(%d+)|(%d+)|(%d+)$')
  count(jid, runs, missed, skipped, coalesced)
end

local function forgetCounts(jid)
  counted[jid] = {0, 0, 0, 0, 0}
  remove('HDEL', key.counts, jid)
end

beforehand[#beforehand + 1] = function()
  for jid, counts in pairs(counted) do
    if counts[1] + counts[2] + counts[3] + counts[4] > 0 then
      add('HSET', key.counts, jid,
        text(counts[1]) .. '|' .. text(counts[2]) .. '|' .. text(counts[3]) .. '|' .. text(counts[4])
          .. (counts[5] > 0 and '|' .. text(counts[5]) or ''))
    end
  end
end
