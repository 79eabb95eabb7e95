package io.distributedscheduler.sample;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says which process answers, so that the README can kill it. */
@RestController
class NodeController {

    @GetMapping("/node/pid")
    String pid() {
        return Long.toString(ProcessHandle.current().pid());
    }
}
