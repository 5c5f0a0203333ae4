# Rostrum's words in English.

welcome = Rostrum reads official press briefings so that you don't have to.
    Follow a word and you get the passages that hold it, word for word, minutes after a briefing appears, and again when one is changed.

    Try:  /subscribe { $example }
welcome-back = Alerts are on again. You follow { $count ->
    [0] nothing yet: /subscribe WORD
    [one] { $count } query: /subscriptions
   *[other] { $count } queries: /subscriptions
 }
help-follow = To follow
help-past = What was said before
help-read = To read
help-queries = Queries
help-else = Also
help-query = grain port: both words, in any form, in one passage. grain OR wheat, grain -sport, "a phrase", nuclear*
    =US exactly so, {"{"}sanctions Iran{"}"} in one sentence, grain NEAR/5 export
    ~japan in every language, speaker:Zakharova, kind:answer; after a query for the past: since 2020, last month
    "river treaty" (dam OR flood) -sport

command-start = begin, or switch alerts on again
command-help = the commands, and how to write a query
command-subscribe = follow a query: /subscribe grain OR wheat
command-subscriptions = what you follow, with buttons to stop
command-unsubscribe = stop following: /unsubscribe 2, or the query
command-tell = what of a query you are told: /tell 2 new, edits or all
command-silence = be told, too, when a briefing says nothing of a query: /silence 2
command-ladder = be told when the terms harden or soften: /ladder 2
command-compare = the last two passages side by side: /compare grain
command-changes = what was edited after it was published: /changes, with a source or a briefing
command-explain = how I read a query, and how rare its words are: /explain grain
command-alias = names for queries: /alias drones = UAV OR drone; then ~drones
command-unalias = forget a name of yours: /unalias drones
command-mentions = what was said before: /mentions grain since 2020
command-trend = how a subject rose and fell, as a chart: /trend grain, gas
command-topics = what was talked about most, what is new, what is gone: /topics last month
command-export = all that was said of something, as a file: /export grain since 2020 csv
command-latest = the latest briefings; of one source: /latest and its name
command-read = a briefing's contents, a section or an answer whole: /read 28 January 2021
command-editions = which passages stand in which language: /editions, with a briefing
command-feeds = your subscriptions as Atom feeds, the archive as JSON: /feeds, /feeds new, /feeds off
command-sources = what is watched, and how it is doing
command-addsource = watch another outlet (admins): /addsource https://…
command-stop = no more alerts until /start; what you follow is kept

stopped = Alerts are off. What you follow is kept; /start switches them on again.
unknown-command = I don't know { $command }. /help lists what I understand.
plain-text = To follow “{ $text }”, say /subscribe { $text }
    To see what was said before, say /mentions { $text }

subscribe-usage = Say what to follow, for example: /subscribe { $example }
subscribed = Following: { $query }
subscribed-again = You already follow: { $query }
subscribed-instead = in place of: { $query }
subscription-gone = You no longer follow that. /subscriptions lists what you follow.
subscribe-everywhere = also in other languages: { $names }
understood-word = “{ $word }” in any form
understood-exact = “{ $phrase }” exactly as written
understood-prefix = words that begin with “{ $start }”
understood-phrase = the phrase “{ $phrase }”
understood-loose = “{ $phrase }” together, in any order, at most { $slop ->
    [one] { $slop } other word
   *[other] { $slop } other words
 } among them
understood-alias = ~{ $name } ({ $means }, by all its names)
understood-own-alias = ~{ $name } (your { $means })
understood-since = of { $day } or later
understood-passages = passages { $where }
understood-or = {" or "}
understood-until = of { $day } or earlier
understood-lang = in texts in { $language }
understood-role = said by { $role ->
    [principal] the one who holds the briefing
    [guest] a guest
    [journalist] a journalist
    [moderator] the moderator
    [staff] staff
    [anonymous] an unnamed speaker
   *[other] someone whose role is not known
 }
understood-kind = { $kind ->
    [topic] in a topic
    [question] in a question
    [answer] in an answer
   *[exchange] in a question or its answer
 }
understood-speaker = said by “{ $value }”
understood-source = from the source “{ $value }”
understood-title = with “{ $value }” in the title or heading
understood-outlet = where “{ $value }” asks
understood-not = without { $item }
understood-not-so = not { $item }
understood-near = { $one } at most { $distance ->
    [one] { $distance } word
   *[other] { $distance } words
 } from { $other }
understood-all = all of these in one passage: { $items }
understood-all-in-a-sentence = all of these in one sentence: { $items }
understood-in-a-sentence = in one sentence: { $item }
understood-any = any of: { $items }
understood = I look for { $meaning }.
taken-exactly = { $words }: taken exactly as written, being all capitals. For any form, type small letters: { $small }
share = { $sampled ->
    [True] Met so far by { $met } of the newest { $of } passages in the archive.
   *[other] { $met ->
        [0] Met so far by none of the { $of } passages in the archive.
       *[other] Met so far by { $met } of { $of } passages in the archive.
    }
 }
share-lately = In { $met } of the last { $of } briefings; in the last year { $more ->
    [True] at least { $year }
   *[other] { $year }
 }.
too-common = I don't follow that: { $met } of { $sampled ->
    [True] the newest { $of }
   *[other] { $of }
 } passages would be told, more than half. Add a word that only what you look for has, or narrow it: kind:answer, speaker:…

explain-usage = Say what to explain, for example: /explain { $example }
term-share = { $met ->
    [one] in { $met } passage
   *[other] in { $met } passages
 }
term-exact = exactly as written, capitals and all
term-prefix = every word that begins so
term-stem = any form of { $stem }
required = { $count ->
    [one] Every passage found holds { $terms }.
   *[other] Every passage found holds one of: { $terms }.
 }

aliases-own = Your names:
aliases-none = You have defined no names yet.
aliases-built-in = { $count } names are built in, each in every language:
alias-kind = { $kind ->
    [country] Countries
    [organisation] Organisations
    [person] People
   *[formula] Formulas
 } ({ $count }): { $examples }
alias-usage = /alias NAME shows what a name stands for, /alias NAME = QUERY defines one, /unalias NAME forgets it.
alias-hides = In your queries it now goes before the built-in ~{ $name } ({ $label }).
alias-used = { $count ->
    [one] { $count } subscription uses it
   *[other] { $count } subscriptions use it
 }: { $queries }
alias-removed = ~{ $name } is forgotten.
alias-built-in-again = The built-in ~{ $name } is in force again.
alias-missed = { $count ->
    [one] { $count } subscription still uses it
   *[other] { $count } subscriptions still use it
 }, and will find nothing by it: { $queries }
alias-unknown = ~{ $name } stands for nothing. { $close ->
    [none] /alias lists the names.
   *[other] Did you mean ~{ $close }?
 }
alias-wrong = { $code ->
    [circular] ~{ $name } would stand for itself.
    [deep] ~{ $name } would lean on too many other names, one upon another.
    [wide] ~{ $name } would stand for too many words, with all the names it leans on.
   *[bad] “{ $name }” cannot be a name: letters, digits, - and _ only, and no blanks.
 }
too-many-aliases = You have defined { $limit } names already, which is the most. /alias lists them.

subscribed-next = You get each new passage that matches, and changes to it. /mentions { $query } shows what was said before.
too-many-subscriptions = You follow { $limit } queries already, which is the most. /subscriptions lists them.
subscriptions-none = You follow nothing yet. /subscribe WORD begins.
subscriptions-head = You follow:
subscription-stop = ✕ { $number }
unsubscribe-usage = Say which: /unsubscribe NUMBER or /unsubscribe QUERY. /subscriptions lists them.
unsubscribed = No longer following: { $query }
unsubscribe-unknown = You don't follow “{ $query }”. /subscriptions lists what you follow.

compare-usage = /compare { $example }: the last two passages that spoke of it, with the words that went and came.
compare-head = { $source }, the time before and the last time:

mentions-usage = Say what to look for, and if you like when, for example: /mentions { $example } since 2020
mentions-none = Nothing yet matches: { $query }
mentions-ever = { $count ->
    [one] { $count } passage
   *[other] { $count } passages
 } without the period: /mentions { $query }
mentions-everywhere = { $count ->
    [one] { $count } passage
   *[other] { $count } passages
 } in every language: /mentions { $query }
mentions-unknown = I know no source { $sources }. /sources lists them, the names to write in brackets.
mentions-head = { $count ->
    [one] { $count } passage matches
   *[other] { $count } passages match
 }: { $query }
mentions-at-least = At least { $head }
mentions-period = Period: { $period }
mentions-year = Period: { $period } (to look for the number, put it in quotes)
period-since = since { $day }
period-until = until { $day }
mentions-recent = { $days } days: { $count }
mentions-counted = { $name }: { $count }
mentions-heard = of the newest { $count } –
mentions-span = First { $first }, last { $last }
mentions-span-newest = Last { $last }; of the newest passages, first { $first }
mentions-edited = edited; this wording first seen { $when }
mentions-read-to = Looked through so far: back to { $day }. The button goes on.
mentions-newest = Newest first
mentions-best = Most relevant
mentions-trend = Trend
mentions-save = Save (CSV)
mentions-contents = ☰ { $day }
mentions-here = · { $page } ·
mentions-newer = ↑ { $page }
mentions-next = More ↓
mentions-older = Older ↓
topics-head = Talked about most: { $source }
topics-all = all sources
topics-count = { $passages ->
    [one] { $passages } passage
   *[other] { $passages } passages
 } in { $briefings ->
    [one] { $briefings } briefing
   *[other] { $briefings } briefings
 }
topics-before = compared with { $days }: { $size }
topics-cut = Only the newest { $most } passages were read, and compared with nothing. Name a shorter period, or a source.
topics-is-new = new
topics-new = New besides:
topics-gone = No longer spoken of:
topics-none = No subject stands out in it.
topics-asked = Asked: { $who }
topics-answered = Spoke: { $who }
topics-unknown = I know no source “{ $name }”, nor is it a period. /sources lists the sources. For example: /topics last month
mentions-gone = This list has expired. Ask again: /mentions …
trend-usage = Say what to count, for example: /trend { $example }
    Up to five queries with commas between them; by week, by briefing; since 2020, last year.
trend-too-many = One chart holds { $most } queries at the most. Ask for the others in another one.
trend-by-month = Passages by month
trend-by-week = Passages by week
trend-by-briefing = Passages by briefing
trend-month = by month
trend-week = by week
trend-briefing = by briefing
trend-said = What was said
trend-count = { $count ->
    [one] { $count } passage
   *[other] { $count } passages
 }
trend-share = in { $met } of { $of ->
    [one] { $of } briefing
   *[other] { $of } briefings
 } ({ $percent }%)
trend-first = First: { $when }
trend-first-then = First in this time: { $when }
trend-last = last: { $when }
trend-most = Most: { $count }, { $when }
trend-week-of = week of { $day }
trend-note = { $count } · ◆ first { $first }
trend-none = Not said in this time
trend-unwritten = query { $number }
trend-sources = { $count } sources
trend-share-axis = Briefings that said it, %
trend-gaps = Grey: no briefings.
trend-newest-briefings = Only the last { $count } briefings.
trend-not-less = at least { $said }
trend-at-least = Only the newest passages were counted: there may be more.
trend-gone = I can't read that chart's queries any more. Ask again: /trend …
trend-saved = The picture: { $path }

export-usage = /export { $example } csv: all that was said of it, as a file with sources and proofs: csv, json, md or ris. A period may stand between: /export { $example } since 2020 ris
export-count = { $count ->
    [one] { $count } passage
   *[other] { $count } passages
 }
export-cut = { $count ->
    [one] Only the first is in the file.
   *[other] Only the first { $count } are in the file.
 }
export-begun = Writing { $count } passages to a file. I'll send it as soon as it is done.
export-busy = I am busy with several long requests already. Please ask again in a minute.
export-made = Made by Rostrum, { $when }.
export-seen = first seen { $when }, version { $version }

wish-all = all
wish-new = new
wish-edits = edits
told-all = new passages and edits
told-new = new passages only
told-edits = edits only
told = { $query }: you are told of { $what }.
tell-usage = /tell 2 new: of the second of your /subscriptions, new passages only. Or edits, or all.
changes-head = Edited after publication, the latest first
changes-none = Nothing was edited after it was published, as far as I have seen.
changes-unknown = I know no source and no briefing “{ $name }”. /sources and /latest list them.
feeds-head = Addresses for a feed reader and for programs. I tell them only now, for I keep no copy.
feeds-any = Any query as a feed:
feeds-programs = For programs, the archive as JSON, with the header below:
feeds-described = All that can be asked:
feeds-keep = Whoever has these addresses can read what you follow. /feeds new makes others, and these stop working; /feeds off only stops them.
feeds-made = You were told your addresses on { $day }, and I keep no copy: where … stands here, they hold your token. /feeds new makes others, and those you have stop working; /feeds off only stops them.
feeds-revoked = Your addresses no longer work. /feeds makes others.
feeds-none = You have no addresses. /feeds makes some.
feeds-usage = /feeds tells the addresses of your feeds, /feeds new makes others in their place, /feeds off stops them.
feeds-not-here = Feeds and JSON are not switched on: whoever runs this bot can set port under [web] in config.toml.

latest-none = No briefing has been read yet.
latest-unknown = I know no source “{ $name }”, nor is it a period. /sources lists the sources.
latest-head = Latest briefings
read-head = Latest briefings. Choose one to read:
read-unknown = I know no briefing “{ $briefing }”. /latest lists the newest.
latest-end = There are no older ones.
read-nothing = I have read no briefing of “{ $briefing }”.
read-not-there = That passage is not there in { $language }.
contents-head = { $count ->
    [one] { $count } section
   *[other] { $count } sections
 }. Choose one to read whole:
section-untitled = Opening
section-exchange = Questions and answers
read-next = Next ›
read-previous = ‹ Previous
read-more = More ↓
read-contents = Contents
official-page = official page

sources-none = No source is watched.
sources-head = Watched sources
source-line = { $count ->
    [one] { $count } briefing
   *[other] { $count } briefings
 }, { $when }
source-read = last read { $when }
source-never = not read from its site yet
source-unread = { $count ->
    [one] { $count } page
   *[other] { $count } pages
 } could not be read, the latest: { $reason }
source-trouble = in trouble since { $when }: { $reason }

alarm-failing = ⚠ { $source } cannot be read since { $when }: { $reason }
alarm-overdue = ⚠ { $source }: a briefing was due and has not come ({ $reason }).
alarm-quiet = ⚠ { $source } has said nothing since { $when }; { $reason } is the longest it is usually silent.
alarm-swept = ⚠ The pages of { $source } change nearly whole, one after the other ({ $reason }): its site did, not what was said. The new versions are kept, and nobody is told of them.
over-failing = ✓ { $source } can be read again; it could not since { $when }.
over-overdue = ✓ { $source } has spoken; the briefing missed since { $when } is no longer waited for.
over-quiet = ✓ { $source } speaks again, for the first time since { $when }.
over-swept = ✓ The pages of { $source } have changed no further; their edits are told again.
days = { $count ->
    [one] { $count } day
   *[other] { $count } days
 }

admin-only = Only the bot's admins may add sources. This chat is { $id }: whoever runs this bot can put admins = [{ $id }] under [telegram] in config.toml.
addsource-usage = Say where the outlet publishes: /addsource https://…
addsource-looking = Looking at { $url } and its newest pages. This may take a minute or two; I'll say what I find.
addsource-busy = I am looking at several outlets already. Please ask again in a minute.
addsource-nothing = I found nothing there that I could watch: { $reason }
addsource-gone = This offer has expired. Say /addsource again.
addsource-added = { $name } ({ $id }) is watched from now on. Its archive is read silently; what appears later is told.
trial-head = { $name }, read with the profile { $profile }
trial-address = { $url }: { $count ->
    [one] { $count } page announced
   *[other] { $count } pages announced
 }
trial-cut = { $sections ->
    [one] { $sections } section
   *[other] { $sections } sections
 }, { $turns ->
    [one] { $turns } turn
   *[other] { $turns } turns
 }, { $questions ->
    [one] { $questions } question
   *[other] { $questions } questions
 }
trial-undated = no date
trial-doubtful = Not everything was understood. Look at these pages before you rely on it.
trial-watch = Watch it

alert-title = { $source }: new briefing
change-title = { $source }: a published briefing was changed
signs-title = { $source }: unlike the last briefings
sign-climb = from { $before } ({ $last }) to { $after }
sign-silence = in { $met } of the last { $of } briefings, last on { $last }; not in this one.
silence-usage = /silence 2: be told as well when a briefing says nothing of the second of your /subscriptions, though most of the last ones did. Once more, and you are not.
silence-on = { $query }: you are told as well when a briefing says nothing of it, though most of the last ones did.
silence-off = { $query }: silence about it is not told any more.
ladder-usage = /ladder 2: be told when the second of your /subscriptions is spoken of in other terms than the last time: { $steps }. Your own steps: /ladder 2 = concern < "deep concern" < regret; none any more: /ladder 2 =
ladder-on = { $query }: you are told when it moves between { $steps }.
ladder-off = { $query }: you are told of no steps any more.
told-missed = silence too
edition-title = { $source }: a briefing is out in { $language }
edition-line = { $count ->
    [one] { $count } passage
   *[other] { $count } passages
 }, first seen { $when }
edition-there = It is out
editions-both = { $one } and { $other }: { $count } in both.
editions-only = Only in { $language }:
editions-late = Put in later in { $language }:
editions-shorter = Much shorter in { $language }:
await = When it is out in { $language }
awaiting = You will be told when it is out in { $language }.
alert-more = { $count ->
    [one] … and { $count } more
   *[other] … and { $count } more
 }
alert-gone = This alert is no longer kept.
matched = for: { $queries }
mark-negation = a negation
mark-number = a number
mark-date = a date
mark-name = a name
mark-relabelled = another speaker
mark-correction = a correction shown on the page
mark-anonymised = a name no longer told
past-first = first time in { $months } months (last on { $last })
past-never = never before in this archive (since { $since })
past-repeated = said before, word for word
past-last = Last time, { $day }:
change-times = first read { $first }, changed { $changed }
change-removed-question = A question disappeared:
change-added = New in it:
change-removed = No longer there:
change-edited = Changed:
change-retitled = Heading changed:
change-relabelled = Speaker changed:
also-in = in { $language }

error-internal = Something went wrong on my side; it has been noted. Please try again.
query-empty = I see no words to look for.
query-no-words = I see no words here.
query-only-negative = This only says what to leave out. Add a word that must be there.
query-unbalanced = This bracket has no partner.
query-operator-without-operand = A word is missing here.
query-unsupported = I don't understand this sign here.
query-too-long = This query is too long; { $limit } characters are the most.
query-too-deep = This query is nested too deep.
query-too-many-terms = This query has too many words; { $terms } are the most.
query-unknown-field = There is no field “{ $place }”. The fields are source, speaker, role, kind, lang, title, outlet, since, until.
query-bad-value = “{ $place }” is nothing this field can be.
query-choices = { $field }: takes { $choices }.
query-bad-date = I can't read this day. Write 2026-03-15, 2026-03 or 2026.
query-short-prefix = Too many words begin so; give at least three letters before the *.
query-bad-distance = A distance is between 1 and 100 words.
query-near-operand = NEAR stands between words, phrases and names, or (a OR b) of them.
query-nested-sentence = Within {"{"} {"}"} only words, phrases and names can stand.
query-never = No passage can ever meet this.
query-always = Every passage meets this. Name a word that must be there.
query-unknown-name = { $place } is a name that stands for nothing. /alias lists the names.
query-dated = What you follow lies ahead: since: and until: are for /mentions.
query-suggestion = Did you mean: { $suggestion }

terminal-sample = Rostrum, with the sample ministry ({ $name }, { $address }): past briefings are there, a new one comes in a moment, then an edit to it.
terminal-sources = Rostrum in the terminal, watching { $count ->
    [one] { $count } source
   *[other] { $count } sources
 }.
terminal-chat = Rostrum: a chat with what has been read so far. Nothing is polled.
terminal-live = To go live: put your Telegram bot's token and your sources into config.toml (see config.example.toml), then run this again.
terminal-hint = Type /help, or a number to press a button; Ctrl-D ends.
terminal-no-button = There is no button [{ $number }].
