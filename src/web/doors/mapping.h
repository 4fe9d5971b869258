// mapping.h: what does a name that others use mean here?
//
// Products call what their users do as they like: "Signed In", "Report Exported".  A
// mapping says which of these names are logins, uses of a feature, calls of an API, types
// of the installation's own, or nothing to us.  It is a JSON document:
//
//     {"rules": [{"match": "Signed In", "type": "login"},
//                {"match": "API Call*", "type": "api", "quantity": "calls"},
//                {"match": "Exported *", "type": "feature", "name": "format"},
//                {"match": "ticket.solved", "type": "ticket", "status": "closed"},
//                {"match": "customer.churned", "type": "lifecycle", "status": "churned"},
//                {"match": "Video Watched", "type": "video_watched"},
//                {"match": "Debug *", "type": "ignore"}],
//      "otherwise": "feature", "custom": ["video_watched"], "pages": "feature"}
//
// The first rule that matches counts; upper and lower case are the same, and '*' stands
// for any text.  `quantity` and `name` name the property that holds how many it were, and
// the feature's name, which else is the event's own; `status` is that of a ticket, an
// invoice or the customer, where the event itself says none.  A name that no rule matches
// means `otherwise`, and a view of a page or a screen `pages`: "feature", "login", "api"
// or "ignore".
#pragma once

#include "base/json_read.h"
#include "http/reply.h"
#include "model/event.h"

typedef enum {
    MEANS_EVENT,
    MEANS_LIFECYCLE,  // the customer's lifecycle is `status` from now on
    MEANS_NOTHING,    // it is left alone
} Means;

typedef struct {
    Str match;
    Means means;
    EventType type;
    Str custom;    // the type's own name, where it is EVENT_CUSTOM
    Str quantity;  // a property; {0}: none
    Str name;      // a property; {0}: the event's name is the feature's
    Str status;    // {0}: as the event says
} Rule;

enum {
    MAPPING_RULES_MAX = 500,
    MAPPING_CUSTOM_MAX = 50,
    MAPPING_BYTES_MAX = 32768,
};

typedef struct {
    const Rule *rule;
    int rules;
    const Str *custom;
    int customs;
    Rule otherwise;
    Rule pages;
} Mapping;

// The document that counts until another is put.
Str mapping_standard(void);

// Read a document; its texts live as long as the document's.  ERR_INVALID: what is wrong,
// each with its pointer, is in the complaint (422).
MUST_USE Err mapping_read(Arena *arena, JsonValue document, Mapping *out,
                          Complaint *complaint);

// What a name means.
const Rule *mapping_find(const Mapping *mapping, Str name);

// Is it a type of the installation's own?
bool mapping_has_custom(const Mapping *mapping, Str name);
