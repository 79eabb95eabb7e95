-- claimed.lua: the claims of a job, wherever they live.
-- uses: keys, node, claims

-- Whether the keys are declared in which claims may live.
local function needNodes()
  local declared = true
  for _, node in ipairs(redis.call('ZRANGE', key.nodes, 0, -1)) do
    declared = need('running:' .. node) and declared
  end
  return declared
end

-- The claim of the job, the node that holds it, and its record; nil if there is none.
local function claimOf(jid)
  for _, node in ipairs(redis.call('ZRANGE', key.nodes, 0, -1)) do
    local record = peek('HGET', key['running:' .. node], jid)
    local claim = readClaim(record)
    if claim then return claim, node, record end
  end
end
