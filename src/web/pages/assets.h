// assets.h: which files are built in?
//
// The style sheet, the font, the icon: compiled in by tools/embed.c, with their
// compressed forms.  Their version, a hash of them all, is part of their URLs
// ("/static/9f86d081.../style.css"), so that browsers keep them and never keep
// the wrong ones.
#pragma once

#include "base/str.h"

typedef struct {
    const unsigned char *byte;  // NULL: there is no such form
    size_t length;
} AssetBytes;

typedef struct {
    Str name;
    Str media;
    AssetBytes plain;
    AssetBytes gzip;
    AssetBytes brotli;
} Asset;

extern const Asset asset_table[];
extern const int asset_count;
extern const Str asset_version;

// NULL where there is no file of that name.
const Asset *asset_find(Str name);
