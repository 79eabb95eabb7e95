-- node.lua: a node is present while nodes holds it with a lease; one that was declared dead stands there with 0.
--
--   nodes    nodes by the end of their lease, ms; 0 for a dead one
--   members  node -> its info
--   numbers  node -> the highest number of its claims
--
-- A node whose claims something else has overwritten is as good as gone: it has to come again under another name.
-- uses: keys
-- keys: nodes

-- The end of its lease, ms; nil if it is not there.
local function leaseOf(node)
  return tonumber(redis.call('ZSCORE', key.nodes, node) or nil)
end

local function present(node)
  return (leaseOf(node) or 0) ~= 0 and isSound('running:' .. node, 'hash')
end
