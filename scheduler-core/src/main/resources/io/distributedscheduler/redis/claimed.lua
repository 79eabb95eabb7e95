-- claimed.lua: the claims of a job, wherever they live.
-- uses: keys, node, claims, branches

-- Whether the keys are declared in which claims may live.
local function needNodes()
  local declared = true
  for _, node in ipairs(redis.call('ZRANGE', key.nodes, 0, -1)) do
    declared = need('running:' .. node) and declared
  end
  return declared
end

-- The claim of the job's next occurrence, the node that holds it, and its record; nil if there is none.
local function claimOf(jid, handle)
  for _, node in ipairs(redis.call('ZRANGE', key.nodes, 0, -1)) do
    local record = peek('HGET', key['running:' .. node], handle or jid)
    local claim = readClaim(record)
    if claim then return claim, node, record end
  end
end

local function claimsAmong(jid, handles)
  local claims = {}
  for _, handle in ipairs(handles) do
    local claim, node = claimOf(jid, handle)
    if claim then claims[#claims + 1] = {handle = handle, claim = claim, node = node} end
  end
  return claims
end

-- The claims of those out of the sequence.
local function branchClaimsOf(jid)
  return claimsAmong(jid, branchHandles(jid))
end

-- All claims of the job: that of its next occurrence first.
local function claimsOf(jid)
  return claimsAmong(jid, {jid, unpack(branchHandles(jid))})
end

-- Their nodes, each once.
local function nodesOf(claims)
  local nodes, seen = {}, {}
  for _, each in ipairs(claims) do
    if not seen[each.node] then
      seen[each.node] = true
      nodes[#nodes + 1] = each.node
    end
  end
  return nodes
end
