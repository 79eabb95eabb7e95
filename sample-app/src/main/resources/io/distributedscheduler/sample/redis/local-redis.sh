# Starts a Redis server and leaves a guard behind that ends it when no node has been alive for $LINGER seconds.
#
# Runs in the folder of the server. Its arguments are the server's command, which is to make itself a daemon with the
# pid file redis.pid. A node is alive as long as the process is whose id is the name of a file in nodes/.

# A Ctrl-C in the terminal of the node that happens to be the first is meant for that node alone.
trap '' HUP INT QUIT TERM

rm -f redis.pid redis.log
"$@" || exit

a_node_is_alive() {
  # What a file manager leaves begins with a dot.
  rm -f nodes/.[!.]*
  for node in nodes/*; do
    kill -0 "${node#nodes/}" && return 0
    rm -f "$node"
  done
  return 1
}

guard() {
  patience=30
  until [ -s redis.pid ]; do
    patience=$((patience - 1))
    [ "$patience" -gt 0 ] || return
    sleep 1
  done
  server=$(cat redis.pid)
  alone=0
  # The process alone does not tell: where nobody collects dead processes, their ids live on.
  while kill -0 "$server" && [ "$(cat redis.pid)" = "$server" ]; do
    if a_node_is_alive; then
      alone=0
    else
      alone=$((alone + 1))
    fi
    # No node can register in a folder that is gone, and a folder with a node in it does not go.
    if [ "$alone" -ge "$LINGER" ] && rmdir nodes; then
      kill -TERM "$server"
    fi
    sleep 1
  done
}

# In the background of a shell that ends, so that the guard is no child of the node's and is not ended along with it.
guard </dev/null >/dev/null 2>&1 &
