package io.distributedscheduler.redis;

import java.util.List;

/** Where scripts read the time: the piece that says so, and the arguments it needs behind those of the script. */
interface StoreTime {

    /** The clock of the server. */
    StoreTime SERVER = new StoreTime() {
        @Override
        public String piece() {
            return ScriptLoader.read("now");
        }

        @Override
        public List<String> arguments() {
            return List.of();
        }
    };

    /** Lua that defines {@code now}, in microseconds. */
    String piece();

    /** Arguments for that piece, read once a call. */
    List<String> arguments();
}
