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

-- The claims under these handles, each with its node, in their order.
local function claimsAmong(handles)
  local found, claims = {}, {}
  if #handles == 0 then return claims end
  for _, node in ipairs(redis.call('ZRANGE', key.nodes, 0, -1)) do
    for i, record in ipairs(peek('HMGET', key['running:' .. node], unpack(handles)) or {}) do
      local claim = readClaim(record)
      if claim and not found[i] then
        found[i] = {handle = handles[i], claim = claim, node = node, record = record}
      end
    end
  end
  for i in ipairs(handles) do
    claims[#claims + 1] = found[i]
  end
  return claims
end

-- All claims of the job: that of its next occurrence first.
local function claimsOf(jid)
  return claimsAmong({jid, unpack(branchHandles(jid))})
end

-- That of its next occurrence; an empty table if there is none.
local function nextOf(jid, claims)
  return claims[1] and claims[1].handle == jid and claims[1] or {}
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
