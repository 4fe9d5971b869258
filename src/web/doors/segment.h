// segment.h: what does a call of Segment's tracking API say?
//
// identify, track, page, screen, group and alias, alone or in a batch, as the clients of
// Segment and RudderStack send them.  Pure: whose group a user is in is not asked here.
#pragma once

#include "base/json_read.h"
#include "http/reply.h"
#include "model/event.h"

typedef enum {
    SEGMENT_IDENTIFY,
    SEGMENT_TRACK,
    SEGMENT_PAGE,
    SEGMENT_SCREEN,
    SEGMENT_GROUP,
    SEGMENT_ALIAS,
    SEGMENT_KIND_COUNT,
} SegmentKind;

enum {
    SEGMENT_CALL_BYTES = 32 << 10,
    SEGMENT_BATCH_BYTES = 500 << 10,
    SEGMENT_BATCH_CALLS = 5000,  // twice as many as Segment takes
};

// What holds for all calls of a request.
typedef struct {
    Millis received_at;
    SegmentKind kind;   // that the path said; SEGMENT_KIND_COUNT: each call's `type` says
    JsonValue context;  // of the batch; its members are below each call's own
    Str sent_at;        // of the batch, for calls without one
} SegmentRequest;

typedef struct {
    SegmentKind kind;
    Str user;              // userId, else anonymousId
    Str group;             // groupId, or context.groupId; {0}: the user's last
    Str previous;          // whose an alias was
    Str name;              // of the event, the page or the screen
    JsonValue properties;  // or traits; an object, or nothing
    Str id;                // messageId
    Millis at;             // by our clock
} SegmentCall;

// "track"; false where there is no such kind.
bool segment_kind_parse(Str name, SegmentKind *out);

// Read one call.  ERR_INVALID: with its faults.
MUST_USE Err segment_read(Arena *arena, const SegmentRequest *of, JsonValue call,
                          SegmentCall *out, Complaint *complaint);
