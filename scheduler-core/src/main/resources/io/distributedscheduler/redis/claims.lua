-- claims.lua: the record of a claim. What is empty has the default in brackets.
--
--   running:<node>  handle -> <token>|<queue>|<due ms>|<claimed, micros>|<claim number>
--                             |<not before ms [due]>|<attempt [1]>|<run [token]>|<revision [1]>|<losses [0]>
--                             |<mark, STOP or REMOVE>|<keyword>|<fire number>|<handed back [0]>|<e if its executor is limited>
--                             bars at the end are left out but the first
--
-- The second part is left out with its bar, which makes the claim plain, when all in it has the default, the job has no
-- facts beyond its queue, and nobody has changed it: then nothing more needs to be known of the job to end the claim.
-- uses: numbers
local PLAIN = '^(%d+)|([^|]*|%-?%d+)|%d+|%d+$'
local CLAIM = '^(%d+)|([^|]*)|(%-?%d+)|(%d+)|(%d+)(|?)'
local REST = '^(%-?%d*)|?(%d*)|?(%d*)|?(%d*)|?(%d*)|?(%u*)|?([^|]*)|?(%d*)|?(%d*)|?(e?)$'

-- Nil when there is none, or it cannot be read.
local function readClaim(record)
  if not record then return nil end
  local from, to, token, queue, due, claimed, number, bar = string.find(record, CLAIM)
  if not (from and whole(token) and whole(due) and whole(claimed) and whole(number)) then return nil end
  local claim = {
    token = token, queue = queue, due = due, claimed = claimed, number = number, plain = bar == '',
    notBefore = due, attempt = 1, run = token, revision = 1, losses = 0, handedBack = 0,
  }
  if not claim.plain then
    local notBefore, attempt, run, revision, losses, mark, keyword, fire, handedBack, limited =
      string.match(string.sub(record, to + 1), REST)
    if not notBefore or math.max(#notBefore, #run, #revision, #fire) > 16 or math.max(#attempt, #losses) > 9 then return nil end
    if notBefore ~= '' then claim.notBefore = notBefore end
    if run ~= '' then claim.run = run end
    claim.attempt = tonumber(attempt) or 1
    claim.revision = tonumber(revision) or 1
    claim.losses = tonumber(losses) or 0
    claim.handedBack = tonumber(handedBack) or 0
    claim.limited = limited == 'e'
    claim.mark = mark ~= '' and mark or nil
    if keyword ~= '' then claim.keyword, claim.fire = keyword, fire end
  end
  return claim
end

-- The claim that a node names by a handle and a token, and the handle under which it lives: another one if it was taken out
-- of the sequence since it was given. Nil if the node does not hold it.
local function claimCalled(running, handle, token, record)
  local claim = readClaim(record)
  if claim and claim.token == token then return claim, handle end
  if string.find(handle, '\0', 1, true) then return nil, handle end
  local branch = handle .. '\0' .. token
  claim = readClaim(redis.call('HGET', running, branch))
  if claim and claim.token == token then return claim, branch end
  return nil, handle
end

local function unless(default, value)
  return value == default and '' or value
end

-- The record of a claim that is not plain.
local function writeClaim(claim)
  local rest = table.concat({
    unless(claim.due, claim.notBefore), unless(1, claim.attempt), unless(claim.token, claim.run),
    unless(1, claim.revision), unless(0, claim.losses), claim.mark or '', claim.keyword or '', claim.fire or '',
    unless(0, claim.handedBack), claim.limited and 'e' or '',
  }, '|')
  return table.concat({claim.token, claim.queue, claim.due, claim.claimed, claim.number}, '|')
    .. '|' .. string.gsub(rest, '|+$', '')
end
