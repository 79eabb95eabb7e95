package io.distributedscheduler.test.boot;

import org.springframework.stereotype.Component;

/** Nothing that a test of jobs needs. */
@Component
class Storefront {}
