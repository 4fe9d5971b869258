#!/bin/sh
# views_test.sh VIEWS: what the view compiler makes of a view, and what it refuses.
views=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
count=0

# verdict NAME: counts one test, which passed if the last command did.
verdict() {
    passed=$?
    count=$((count + 1))
    if [ "$passed" -eq 0 ]; then echo "ok $count - $1"; else echo "not ok $count - $1"; fi
}

refuses() {
    ! "$views" "$folder/in.html" "$folder/out.c" 2>"$folder/why" && grep -q "$1" "$folder/why"
}

echo 1..7

cat >"$folder/in.html" <<'VIEW'
%% void view_a(Html *html, Str name)
<p class="a\b">{{name}}, {{str_cut(&name, ' ')}}</p>
% if (name.length > 0) {
<i>
% }
VIEW
"$views" "$folder/in.html" "$folder/out.c"
verdict a_view_is_compiled
grep -qF '    html_put(html, MARKUP("<p class=\"a\\b\">"));' "$folder/out.c"
verdict quotes_and_backslashes_stay_what_they_are
grep -qF "    html_put(html, str_cut(&name, ' '));" "$folder/out.c"
verdict a_value_goes_through_html_put
grep -qF "#line 3 \"$folder/in.html\"" "$folder/out.c"
verdict the_compiler_is_led_back_to_the_view

printf '%%%% void view_a(Html *html)\n<p>{{name</p>\n' >"$folder/in.html"
refuses 'in.html:2: this {{ is not closed'
verdict an_open_value_is_refused

printf '<p></p>\n' >"$folder/in.html"
refuses 'in.html:1: a view begins with its signature'
verdict a_view_without_a_signature_is_refused

{
    echo '%% void view_a(Html *html)'
    head -c 5000 /dev/zero | tr '\0' x
    echo
} >"$folder/in.html"
refuses 'in.html:2: this line is too long'
verdict a_line_longer_than_the_buffer_is_refused
