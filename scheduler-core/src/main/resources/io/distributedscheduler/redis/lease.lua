-- lease.lua: renews leases.
-- uses: now, numbers, write, node

-- A renewal always changes the end, because recovery compares it.
local function renew(node, lease)
  local ends = millis(now) + lease
  if ends == leaseOf(node) then ends = ends + 1 end
  add('ZADD', key.nodes, text(ends), node)
end
