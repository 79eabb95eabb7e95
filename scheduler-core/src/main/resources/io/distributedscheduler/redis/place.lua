-- place.lua: where a job stands next.
--
-- Where it shall stand is A<ms> for an instant, I<ms> for so long after now, W for waiting.
-- uses: now, keys, numbers, write, due, opened, keyword, counts, held
-- keys: open
local places = {}

-- Whether the keys are declared where the job may stand.
local function needPlace(job)
  if places[job] == nil then
    local queue = needQueue(job.queue)
    places[job] = (not job.keyword or needKeyword(job.keyword)) and queue
  end
  return places[job]
end

-- Whether the keys hold what they should where the job may stand.
local soundPlaces = {}
local function isSoundPlace(job)
  if soundPlaces[job] == nil then
    soundPlaces[job] = isSoundQueue(job.queue) and (not job.keyword or isSoundKeyword(job.keyword))
  end
  return soundPlaces[job]
end

-- The same with its instant, by the time of this step: ms, or waiting.
local instants = {W = 'waiting', I0 = text(millis(now))}
local function fixed(due)
  if not instants[due] then
    local ms = string.sub(due, 2)
    instants[due] = string.sub(due, 1, 1) == 'A' and ms or text(math.ceil(now / 1000) + ms)
  end
  return instants[due]
end

-- Fires no longer reach the job; those that it has not consumed are skipped.
local function dropFires(jid, job)
  if job.keyword and isSoundKeyword(job.keyword) then
    local dropped = leave(job.keyword, jid)
    if job.repeats then count(jid, 0, 0, dropped, 0) end
  end
end

-- Of the fires that the job has not consumed only so many wait; the others are skipped.
local function skipFires(jid, job, most)
  if job.keyword and isSoundKeyword(job.keyword) then
    local skipped = passOver(job.keyword, jid, most)
    if job.repeats then count(jid, 0, 0, skipped, 0) end
  end
end

local function fail(jid, job, by, reason)
  dropFires(jid, job)
  hold(key.failed, jid, by, reason)
end

local function fireOrWait(jid, job)
  if not job.keyword then
    fail(jid, job, 'store', 'waits for a keyword but has none')
    return
  end
  local fire, ms = consumeOrWait(job.keyword, jid)
  if fire then
    add('HSET', key.open, jid, writeOpen(ms, 1, '0', 0, job.keyword, fire, 0))
    place(jid, job.queue, ms)
  end
end

-- Lets a job that stands nowhere stand at those ms, or wait.
local function stand(jid, job, at)
  if job.keyword then join(job.keyword, jid) end
  if at == 'waiting' then
    fireOrWait(jid, job)
  else
    place(jid, job.queue, at)
  end
end

-- For steps that must not fail for one job among many: one whose keys hold something else is FAILED.
local function standOrFail(jid, job, at)
  if isSoundPlace(job) then
    stand(jid, job, at)
  else
    hold(key.failed, jid, 'store', 'a key of its queue or keyword holds something else')
  end
end

-- Lets a job go on whose occurrence has ended, or is out of the sequence: at its next one, or the next fire.
local function goOn(jid, job, after)
  local rest = string.sub(after, 2)
  if string.sub(after, 1, 1) == 'K' then
    skipFires(jid, job, tonumber(rest))
    rest = 'W'
  end
  standOrFail(jid, job, fixed(rest))
end
