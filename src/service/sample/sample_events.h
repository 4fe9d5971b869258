// sample_events.h: what did a company of the sample book do, day by day?
#pragma once

#include "service/sample/sample_batch.h"

// All of its events, into the batch.
void company_events(const Company *company, SampleBatch *batch);
