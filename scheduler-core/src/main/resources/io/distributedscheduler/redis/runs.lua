-- runs.lua: the records of ended attempts.
--
--   results     jid -> the run of a job that does not repeat and was finished by its first attempt
--   runs:<jid>  all others of a job, newest first
--   finished    jobs that are gone and have records, and all that have a result, by until when they are kept, ms
--
-- A record, with the default of what is empty in brackets:
--   <token>|<queue>|<due ms>|<more>|<outcome>|<started, micros>|<finished, micros>|<node>|<detail>
-- Outcomes are S, F, P for STOPPED, T for TIMED_OUT, L for LOST, M for MISSED. More is empty if all in it has the default:
--   <run [token]>,<attempt [1]>,<+ if another attempt follows>,<revision [1]>,<keyword>     commas at the end are left out
-- uses: now, keys, numbers, write
-- keys: results, finished
local MOST_LISTED = 100
local AWAITED_KEPT = 60000

local function needRuns(jid)
  return need('runs:' .. jid)
end

local function writeRun(run, node, outcome, started, detail, last)
  local more = table.concat({
    run.run == run.token and '' or run.run, run.attempt == 1 and '' or run.attempt, last and '' or '+',
    run.revision == 1 and '' or run.revision, run.keyword or '',
  }, ',')
  return table.concat({
    run.token, run.queue, run.due, (string.gsub(more, ',+$', '')), outcome, started, text(now), node, detail,
  }, '|')
end

-- The record of a run that ends with an attempt that was not begun.
local function closedRun(run, queue, revision, reason)
  local closed = {
    token = run.run, run = run.run, queue = queue, attempt = run.attempt, due = run.due, revision = revision,
    keyword = run.keyword,
  }
  return writeRun(closed, '-#-', 'P', text(now), 's' .. reason, true)
end

-- Never shorter than an earlier step decided.
local function keepFor(jid, ms)
  add('ZADD', key.finished, text(millis(now) + ms), jid, 'GT')
end

local function keepResult(jid, record, ms)
  add('HSET', key.results, jid, record)
  keepFor(jid, ms)
end

-- The list of a job.
local function listOf(jid)
  return peek('LRANGE', key['runs:' .. jid], 0, -1) or {}
end

-- Puts a record at the head of the job's list. What stands there and is no list gives way.
local function listRun(jid, record, most)
  local list = key['runs:' .. jid]
  local found = redis.call('TYPE', list).ok
  if found ~= 'list' and found ~= 'none' then also('DEL', list) end
  also('LPUSH', list, record)
  also('LTRIM', list, 0, math.min(most, MOST_LISTED) - 1)
end

local function forgetList(jid)
  also('DEL', key['runs:' .. jid])
  if redis.call('HEXISTS', key.results, jid) == 0 then remove('ZREM', key.finished, jid) end
end

-- The record of a job that exists still.
local function keepRun(jid, record, most, awaited)
  if most > 0 then
    listRun(jid, record, most)
  else
    forgetList(jid)
    if awaited then keepResult(jid, record, AWAITED_KEPT) end
  end
end

-- The last record of a job that is gone; alone if it is the one attempt of a job that did not repeat.
local function keepLastRun(jid, record, most, ms, awaited, alone)
  if most == 0 then
    forgetList(jid)
    if awaited then keepResult(jid, record, AWAITED_KEPT) end
    return
  end
  if awaited then ms = math.max(ms, AWAITED_KEPT) end
  if alone then
    keepResult(jid, record, ms)
  else
    listRun(jid, record, most)
    keepFor(jid, ms)
  end
end
