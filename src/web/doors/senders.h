// senders.h: what do we know of those who send in words of their own?
//
// The secrets we share with each, the mapping that says what their names mean, and a
// count of what we had no use for.  Made once at the start; any thread may use it.
#pragma once

#include "web/doors/mapping.h"
#include "web/events/event_in.h"
#include "web/web.h"

typedef enum {
    SENDER_SEGMENT,
    SENDER_CLOUDEVENTS,
    SENDER_STRIPE,
    SENDER_ZENDESK,
    SENDER_INTERCOM,
    SENDER_COUNT,
} Sender;

typedef struct {
    Str secrets[SENDER_COUNT];  // of each door, separated by commas; {0}: none
    Str mapping;                // a document; {0}: the standard one
} SenderSettings;

// Make them; the settings must live as long.  ERR_INVALID: the mapping is none, logged.
MUST_USE Err senders_open(const SenderSettings *settings, Senders **out);
void senders_close(Senders *senders);

// "segment": the source of what it sends, and its name in figures.
Str sender_name(Sender sender);

// The secrets of a sender, and one at a time of them: start with `*rest` = all; false:
// that was the last.
Str sender_secrets(const App *app, Sender sender);
bool next_secret(Str *rest, Str *out);

// The mapping that counts now.  It stays as it is until senders_unlock_mapping, on the same
// thread; texts of it that are needed for longer are copied.
MUST_USE Err senders_lock_mapping(App *app, Arena scratch, const Mapping **out);
void senders_unlock_mapping(App *app);

// The document that it was read from.
MUST_USE Err senders_mapping_text(App *app, Arena *arena, Str *out);

// Another was put: the next who asks gets it.
void senders_forget_mapping(App *app);

// The types of the installation's own, copied.
MUST_USE Err senders_own_types(App *app, Arena *arena, OwnTypes *out);

// Something of a kind that is left alone; and how much of it there was.
void sender_ignored(App *app, Sender sender);
uint64_t sender_ignored_count(const App *app, Sender sender);
