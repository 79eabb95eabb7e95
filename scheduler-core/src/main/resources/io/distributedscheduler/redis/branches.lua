-- branches.lua: occurrences that are out of the sequence of their job, so that several run at once.
--
--   branches  jid -> the numbers of their handles, with commas: pending ones and claims. Of a removed job
--             <number>@<node> of each claim that lives, 0 for that of its next occurrence, if others live
--   branched  handle -> <ms>|<data> of the fire that caused it: the others may have got over that long ago
-- uses: keys, write, handles
-- keys: branches, branched, next
local anyBranches = redis.call('HLEN', key.branches) > 0
local branchesOfJob, changedBranches = {}, {}

-- What there is of a job, in the order of the numbers.
local function branchesOf(jid)
  if not branchesOfJob[jid] then
    local branches = {}
    for branch in string.gmatch(anyBranches and redis.call('HGET', key.branches, jid) or '', '[^,]+') do
      branches[#branches + 1] = branch
    end
    branchesOfJob[jid] = branches
  end
  return branchesOfJob[jid]
end

local function setBranches(jid, branches)
  branchesOf(jid)
  branchesOfJob[jid] = branches
  changedBranches[jid] = true
end

-- The number of a handle: 0 for the next occurrence.
local function numberOf(handle)
  return string.match(handle, '%z(%d+)$') or '0'
end

local function handleOf(jid, branch)
  local number = string.match(branch, '^%d+')
  return number == '0' and jid or jid .. '\0' .. tostring(number)
end

local function branchHandles(jid)
  local handles = {}
  for i, branch in ipairs(branchesOf(jid)) do
    handles[i] = handleOf(jid, branch)
  end
  return handles
end

local function addBranch(jid, number)
  local branches = {unpack(branchesOf(jid))}
  branches[#branches + 1] = number
  setBranches(jid, branches)
end

-- That will not be run any more. Answers what is left of the job.
local function endBranch(jid, handle)
  if handle ~= jid then remove('HDEL', key.branched, handle) end
  local number, left = numberOf(handle), {}
  for _, branch in ipairs(branchesOf(jid)) do
    if string.match(branch, '^%d+') ~= number then left[#left + 1] = branch end
  end
  if #left < #branchesOf(jid) then setBranches(jid, left) end
  return left
end

-- Jobs whose sequence this step ends, or that it removes, or lets go on.
local finishing = {}

-- The sequence of the job is over: it is removed once nothing is left of it.
local function finishLater(jid)
  finishing[jid] = true
end

local function finishNoLonger(jid)
  finishing[jid] = false
end

local function isFinishing(jid)
  if finishing[jid] ~= nil then return finishing[jid] end
  return anyBranches and redis.call('HGET', key.next, jid) == 'finished'
end

-- Whether nothing is left once that has ended of a job whose sequence is over.
local function isLastBranch(jid, handle)
  local branches = branchesOf(jid)
  return #branches == 1 and branches[1] == numberOf(handle) and isFinishing(jid)
end

beforehand[#beforehand + 1] = function()
  for jid in pairs(changedBranches) do
    if #branchesOfJob[jid] > 0 then
      add('HSET', key.branches, jid, table.concat(branchesOfJob[jid], ','))
    else
      remove('HDEL', key.branches, jid)
    end
  end
  for jid, later in pairs(finishing) do
    if later then
      add('HSET', key.next, jid, 'finished')
    else
      remove('HDEL', key.next, jid)
    end
  end
end
