#include "service/sample/sample_company.h"

#include <assert.h>

static const char *const first_names[] = {
    "Meridian",    "Marlowe",   "Highmoor",   "Redwater",   "Summit",     "Amberline",
    "Oakline",     "Granite",   "Lakeshore",  "Bluewater",  "Jasper",     "Thistle",
    "Silverbirch", "Foxglove",  "Harbour",    "Halcyon",    "Northwind",  "Juniper",
    "Quarry",      "Orchard",   "Cedar",      "Violet",     "Birchwood",  "Ironbridge",
    "Saltmarsh",   "Tidewater", "Beacon",     "Glasshouse", "Kingfisher", "Palisade",
    "Dovetail",    "Umber",     "Rowan",      "Westgate",   "Zephyr",     "Larkspur",
    "Sable",       "Greyfield", "Cobalt",     "Willow",     "Pinecrest",  "Opal",
    "Alder",       "Verdant",   "Yarrow",     "Nimbus",     "Kestrel",    "Vantage",
    "Elmwood",     "Indigo",    "Maplewood",  "Fernhill",   "Crestline",  "Driftwood",
    "Falcon",      "Quill",     "Upland",     "Ember",      "Flint",      "Aster",
    "Anchor",      "Bramble",   "Clearwater", "Dunmore",    "Eastgate",   "Fairhaven",
    "Gallant",     "Hawthorn",  "Ivory",      "Jubilee",    "Keystone",   "Lantern",
    "Mistral",     "Nettle",    "Osprey",     "Penrose",    "Quayside",   "Ravenna",
    "Sandpiper",   "Tamarack",  "Undercliff", "Valiant",    "Waverley",   "Yewtree",
    "Zenith",      "Acorn",     "Borealis",   "Cascade",    "Delphi",     "Everly",
    "Fjord",       "Garnet",    "Hollow",     "Isobar",     "Juno",       "Lumen",
    "Moorland",    "Novella",   "Orbit",      "Primrose"};

static const char *const second_names[] = {
    "Ports",        "Books",     "Travel",      "Mining",      "Dairy",
    "Health",       "Capital",   "Clinics",     "Rail",        "Chemicals",
    "Wines",        "Law",       "Care",        "Labs",        "Energy",
    "Foods",        "Telecom",   "Water",       "Steel",       "Games",
    "Shipping",     "Media",     "Design",      "Tours",       "Security",
    "Joinery",      "Studio",    "Analytics",   "Retail",      "Bikes",
    "Pharma",       "Motors",    "Legal",       "Freight",     "Bank",
    "Schools",      "Fitness",   "Robotics",    "Solar",       "Insurance",
    "Weather",      "Air",       "Optics",      "Dental",      "Payroll",
    "Homes",        "Hotels",    "Logistics",   "Publishing",  "Farms",
    "Kitchens",     "Hardware",  "Biotech",     "Textiles",    "Paper",
    "Ceramics",     "Brewing",   "Coffee",      "Bakery",      "Seafood",
    "Orchards",     "Timber",    "Packaging",   "Printing",    "Catering",
    "Events",       "Ticketing", "Museums",     "Theatres",    "Films",
    "Music",        "Sports",    "Outdoors",    "Gardens",     "Furniture",
    "Lighting",     "Interiors", "Architects",  "Surveying",   "Engineering",
    "Construction", "Concrete",  "Glass",       "Plastics",    "Recycling",
    "Utilities",    "Networks",  "Cloud",       "Software",    "Systems",
    "Devices",      "Sensors",   "Instruments", "Diagnostics", "Therapeutics",
    "Veterinary",   "Academy",   "Nurseries",   "Advisory",    "Partners"};

enum { NAMES = sizeof first_names / sizeof *first_names };
static_assert(NAMES == 100 && sizeof second_names / sizeof *second_names == NAMES, "");

uint64_t dice_bits(Dice *dice)  // splitmix64
{
    uint64_t z = dice->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

int dice_from(Dice *dice, int low, int high)
{
    return low + (int)(dice_bits(dice) % (uint64_t)(high - low + 1));
}

bool dice_percent(Dice *dice, int percent)
{
    return dice_from(dice, 0, 99) < percent;
}

double dice_share(Dice *dice)
{
    return (double)(dice_bits(dice) >> 11) / 9007199254740992.0;  // 2 to the power of 53
}

Str story_name(Story story)
{
    static const char *const names[] = {"thriving", "rising",   "steady", "new",
                                        "late",     "storm",    "fading", "left",
                                        "former",   "sleeping", "silent"};
    static_assert(sizeof names / sizeof *names == STORY_COUNT, "");
    assert(story < STORY_COUNT);
    return str_of(names[story]);
}

// How often each story is told in sixty: what makes the book look like a healthy
// company's.  Larger books repeat the sixty, but for the one customer without data.
static const int stories_of_60[STORY_COUNT] = {
    [STORY_THRIVING] = 32,  // healthy
    [STORY_RISING] = 4,     // healthy by now
    [STORY_STEADY] = 9,     // stable
    [STORY_NEW] = 2,        // stable
    [STORY_LATE] = 3,       // at risk
    [STORY_STORM] = 3,      // at risk
    [STORY_FADING] = 3,     // at risk
    [STORY_LEFT] = 1,       // critical
    [STORY_FORMER] = 0,     // of the live book no more
    [STORY_SLEEPING] = 2,   // critical
    [STORY_SILENT] = 1,     // not scored
};

// The stories of sixty customers, shuffled as the seed says.
static void tell_stories(uint64_t seed, Story out[60])
{
    int told = 0;
    for (int s = 0; s < STORY_COUNT; s++)
        for (int n = 0; n < stories_of_60[s]; n++)
            out[told++] = (Story)s;
    assert(told == 60);

    Dice dice = {seed};
    for (int i = 59; i > 0; i--) {
        int other = dice_from(&dice, 0, i);
        Story moved = out[i];
        out[i] = out[other];
        out[other] = moved;
    }
}

static Story story_at(const SampleOptions *options, int index)
{
    const uint64_t seed = options->seed;
    if (index >= options->customers) return STORY_FORMER;
    Story stories[60];
    tell_stories(seed, stories);
    Story story = stories[index % 60];
    return story == STORY_SILENT && index >= 60 ? STORY_STEADY : story;
}

Str company_external_id(Arena *arena, int index)
{
    return str_format(arena, "sample-%04d", index + 1);
}

// The id alone might be anybody's; an address under .example is nobody's.
bool company_is_sample(const Customer *customer)
{
    int64_t number;
    return str_starts(customer->external_id, S("sample-")) &&
           str_int(str_from(customer->external_id, 7), &number) &&
           str_ends(customer->email, S(".example"));
}

// Ten thousand names before one comes again with a number behind it; neighbours share
// neither word.
static Str name_at(Arena *arena, uint64_t seed, int index)
{
    uint64_t i = (uint64_t)index;
    const char *first = first_names[(i * 37 + seed) % NAMES];
    const char *second = second_names[(i * 61 + i / NAMES + seed / NAMES) % NAMES];
    int round = index / (NAMES * NAMES);
    if (round == 0) return str_format(arena, "%s %s", first, second);
    return str_format(arena, "%s %s %d", first, second, round + 1);
}

static Str email_of(Arena *arena, Str name)
{
    Writer writer = {.arena = arena};
    writer_put(&writer, S("hello@"));
    for (size_t i = 0; i < name.length; i++) {
        char c = name.text[i];
        writer_char(&writer, c == ' ' ? '-' : (char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
    }
    writer_put(&writer, S(".example"));
    return writer_str(&writer);
}

static void choose_segment(Company *company, Dice *dice)
{
    Customer *customer = &company->customer;
    int which = dice_from(dice, 0, 99);
    if (which < 28) {
        customer->segment = S("Enterprise");
        customer->plan = S("Enterprise");
        customer->mrr = dice_from(dice, 580, 1790) * 1000;
        customer->seats = dice_from(dice, 80, 400);
    } else if (which < 56) {
        customer->segment = S("Mid-market");
        customer->plan = S("Business");
        customer->mrr = dice_from(dice, 160, 640) * 1000;
        customer->seats = dice_from(dice, 20, 90);
    } else {
        customer->segment = S("SMB");
        customer->plan = S("Team");
        customer->mrr = dice_from(dice, 32, 167) * 1000;
        customer->seats = dice_from(dice, 3, 20);
    }
    int64_t most = customer->seats < 12 ? customer->seats : 12;
    company->users = dice_from(dice, 2, (int)most);
}

// How much somebody uses it whose only story is that all is well, or not quite.
static void choose_use(Company *company, Dice *dice)
{
    bool thrives = company->story == STORY_THRIVING || company->story == STORY_RISING;
    company->logins = thrives ? dice_from(dice, 16, 34) : dice_from(dice, 7, 8);
    company->features = thrives ? dice_from(dice, 4, 5) : 3;
    company->calls = thrives ? dice_from(dice, 120, 900) : dice_from(dice, 75, 150);
    if (thrives && dice_percent(dice, 15)) company->calls = 0;
    company->tickets = dice_from(dice, 2, 6);
    company->late = thrives ? 4 : 8;
}

static void choose_trouble(Company *company, Dice *dice, Day today)
{
    switch (company->story) {
    case STORY_NEW:
        company->logins = dice_from(dice, 26, 32);
        company->calls = 0;
        break;
    case STORY_STEADY:
        company->features = dice_from(dice, 3, 4);
        company->open = dice_from(dice, 1, 2);
        break;
    case STORY_LATE: company->late = 90; break;
    case STORY_STORM: company->open = dice_from(dice, 6, 9); break;
    case STORY_FADING:
        company->logins = 11;
        company->lead = SAMPLE_LEAD_DAYS;
        company->leaves = today + dice_from(dice, 2, 9);
        company->open = 3;
        break;
    case STORY_LEFT:
        company->logins = 9;
        company->lead = SAMPLE_LEAD_DAYS;
        company->leaves = today - dice_from(dice, 25, 40);
        company->open = 6;
        break;
    case STORY_SLEEPING:
        company->logins = dice_from(dice, 0, 1);
        company->features = 1;
        company->calls = 0;
        company->late = 45;
        company->open = 3;
        break;
    case STORY_THRIVING:
    case STORY_RISING:
    case STORY_FORMER:
    case STORY_SILENT:
    case STORY_COUNT: break;
    }
}

// Those who have left did so one after the other, once there was a past to judge them by.
enum { FORMER_FROM = 150, FORMER_UNTIL = 20, LATE_LEAD_DAYS = 20 };

int company_formers(const SampleOptions *options)
{
    return options->days > FORMER_FROM + 2 * FORMER_UNTIL ? options->former : 0;
}

static void choose_end(Company *company, const SampleOptions *options)
{
    int number = company->index - options->customers;
    int span = options->days - FORMER_FROM - FORMER_UNTIL;
    company->leaves = day_of(options->now) - FORMER_UNTIL - number * span / options->former;
    company->lead = SAMPLE_LEAD_DAYS;
    if (number % 10 >= 7) company->lead = LATE_LEAD_DAYS;
    if (number % 10 == 9) company->lead = 0;
    company->open = company->lead ? 7 : 0;
}

static Str traits_of(Arena *arena, const Company *company)
{
    Writer writer = {.arena = arena};
    writer_put(&writer, S("{\"story\":\""));
    writer_put(&writer, story_name(company->story));
    writer_char(&writer, '"');
    if (company->leaves != DAY_NONE) {
        writer_put(&writer, S(",\"leaves_on\":\""));
        day_write(&writer, company->leaves);
        writer_char(&writer, '"');
    }
    writer_char(&writer, '}');
    return writer_str(&writer);
}

static Str lifecycle_of(Story story)
{
    if (story == STORY_NEW) return S("onboarding");
    if (story == STORY_LEFT || story == STORY_FORMER) return S("churned");
    return S("active");
}

Company company_at(Arena *arena, const SampleOptions *options, int index)
{
    static const char *const owners[] = {"Maya Ortiz", "Jonas Weber", "Priya Nair",
                                         "Sam Okafor"};
    Day today = day_of(options->now);
    Dice dice = {options->seed ^ ((uint64_t)(index + 1) << 32)};
    Company company = {.index = index,
                       .story = story_at(options, index),
                       .first = today - options->days + 1,
                       .leaves = DAY_NONE};
    choose_segment(&company, &dice);
    choose_use(&company, &dice);
    choose_trouble(&company, &dice, today);
    if (company.story == STORY_FORMER) choose_end(&company, options);

    int age = company.story == STORY_NEW ? dice_from(&dice, 19, 22)
                                         : options->days + dice_from(&dice, 0, 900);
    if (company.first < today - age) company.first = today - age;
    Customer *customer = &company.customer;
    customer->external_id = company_external_id(arena, index);
    customer->name = name_at(arena, options->seed, index);
    customer->email = email_of(arena, customer->name);
    customer->owner = str_of(owners[dice_from(&dice, 0, 3)]);
    customer->lifecycle = lifecycle_of(company.story);
    customer->currency = options->currency;
    customer->renews_on =
        company.leaves == DAY_NONE ? today + dice_from(&dice, 8, 360) : company.leaves;
    customer->traits = traits_of(arena, &company);
    customer->created_at =
        day_start(today - age) + (Millis)dice_from(&dice, 8, 17) * 3600000;
    return company;
}
