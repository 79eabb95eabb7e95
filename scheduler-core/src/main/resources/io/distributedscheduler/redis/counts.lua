-- counts.lua: what became of the occurrences of jobs that repeat.
--
--   counts  jid -> <runs>|<missed>|<skipped>|<coalesced>
-- uses: keys, numbers, write
-- keys: counts
local counted = {}

local function count(jid, runs, missed, skipped, coalesced)
  local counts = counted[jid]
  if not counts then
    local record = redis.call('HGET', key.counts, jid) or ''
    local r, m, s, c = string.match(record, '^(%d+)|(%d+)|(%d+)|(%d+)$')
    -- Those that cannot be read begin anew.
    if not (whole(r) and whole(m) and whole(s) and whole(c)) then r, m, s, c = 0, 0, 0, 0 end
    counts = {tonumber(r), tonumber(m), tonumber(s), tonumber(c)}
    counted[jid] = counts
  end
  counts[1], counts[2] = counts[1] + runs, counts[2] + missed
  counts[3], counts[4] = counts[3] + skipped, counts[4] + coalesced
end

-- Adds counts that came as text, of a job that repeats.
local function addCounts(jid, job, record)
  if record == '' or not job.repeats then return end
  local runs, missed, skipped, coalesced = string.match(record, '^(%d+)|(%d+)|(%d+)|(%d+)$')
  count(jid, runs, missed, skipped, coalesced)
end

local function forgetCounts(jid)
  counted[jid] = {0, 0, 0, 0}
  remove('HDEL', key.counts, jid)
end

beforehand[#beforehand + 1] = function()
  for jid, counts in pairs(counted) do
    if counts[1] + counts[2] + counts[3] + counts[4] > 0 then
      add('HSET', key.counts, jid,
        text(counts[1]) .. '|' .. text(counts[2]) .. '|' .. text(counts[3]) .. '|' .. text(counts[4]))
    end
  end
end
