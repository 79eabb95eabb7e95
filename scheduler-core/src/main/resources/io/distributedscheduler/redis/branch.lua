-- branch.lua: takes a running occurrence out of the sequence of its job.
--
-- KEYS       running:<node>; due:<queue>, keyword:<kw>, waiting:<kw>, fires:<kw> where data asks for it
-- ARGV[1-3]  the call
-- ARGV[4]    node
-- ARGV[5]    job
-- ARGV[6]    token
-- ARGV[7]    how many may be out of the sequence
-- ARGV[8]    what follows: N and where the next occurrence shall stand, K<most> for the next fire, all but so many skipped
-- ARGV[9]    counts to add or nothing
--
-- Answers branched, full or refused, and the time.
-- uses: now, keys, numbers, request, node, claims, ending, branches
-- keys: jobs
local node, jid, token, most, after, counts = unpack(ARGV, 4, 9)
local running = key['running:' .. node]

local answer = settled()
if answer then return answer end

local job = readJob(redis.call('HGET', key.jobs, jid))

local function branch()
  local claim = present(node) and readClaim(redis.call('HGET', running, jid))
  if not claim or claim.token ~= token or claim.mark or meanwhile(claim, jid, job) or not job.repeats then
    return 'refused'
  end
  if #branchesOf(jid) >= tonumber(most) then return 'full' end

  addBranch(jid, token)
  remove('HDEL', running, jid)
  local handle = handleOf(jid, token)
  add('HSET', running, handle, writeClaim(claim))
  local fire = claim.fire and redis.call('HGET', key['fires:' .. claim.keyword], claim.fire)
  if fire then add('HSET', key.branched, handle, fire) end
  addCounts(jid, job, counts)
  goOn(jid, job, after)
  return 'branched'
end

if job and not job.ending and not needPlace(job) then return needs() end
answer = answered(branch() .. '|' .. text(now))
write()
return answer
