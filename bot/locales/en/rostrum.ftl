# Rostrum's words in English.

welcome = Rostrum reads official press briefings so that you don't have to.
    Follow a word and you get the passages that hold it, word for word, minutes after a briefing appears, and again when one is changed.

    Try:  /subscribe { $example }
welcome-back = Alerts are on again. You follow { $count ->
    [0] nothing yet: /subscribe WORD
    [one] { $count } query: /subscriptions
   *[other] { $count } queries: /subscriptions
 }
help = What you can say:

help-query = A query is words, all of which must stand in one passage, in any of their forms. "Quotes" hold a phrase together; OR gives a choice; NOT or - leaves out; ( ) group.
    word*, =Exactly, a NEAR/5 b, {"{"}in one sentence{"}"}, ~japan (in all languages), speaker:Name, kind:answer.
    Example: "river treaty" (dam OR flood) -sport

command-start = begin, or switch alerts on again
command-help = the commands, and how to write a query
command-subscribe = follow a query: /subscribe grain OR wheat
command-subscriptions = what you follow, with buttons to stop
command-unsubscribe = stop following: /unsubscribe 2, or the query
command-mentions = what was said before: /mentions grain
command-latest = the latest briefings
command-read = a briefing's contents, a section whole
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
understood-word = “{ $word }” in any form, as a whole word
understood-phrase = the phrase “{ $phrase }”
understood-all = all of these in one passage: { $items }
understood-any = any of: { $items }
understood-not = without { $item }
understood = I look for { $meaning }.
subscribed-next = You get each new passage that matches, and changes to it. /mentions { $query } shows what was said before.
too-many-subscriptions = You follow { $limit } queries already, which is the most. /subscriptions lists them.
subscriptions-none = You follow nothing yet. /subscribe WORD begins.
subscriptions-head = You follow:
subscription-stop = ✕ { $number }
unsubscribe-usage = Say which: /unsubscribe NUMBER or /unsubscribe QUERY. /subscriptions lists them.
unsubscribed = No longer following: { $query }
unsubscribe-unknown = You don't follow “{ $query }”. /subscriptions lists what you follow.

mentions-usage = Say what to look for, for example: /mentions { $example }
mentions-none = Nothing yet matches: { $query }
mentions-head = { $count ->
    [one] { $count } passage matches
   *[other] { $count } passages match
 }: { $query }
mentions-older = Older ↓
mentions-gone = This list has expired. Ask again: /mentions …

latest-none = No briefing has been read yet.
latest-head = Latest briefings
read-head = Latest briefings. Choose one to read:
read-unknown = I know no briefing “{ $briefing }”. /latest lists the newest.
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
 }, last read { $when }
source-never = not read yet
source-unread = { $count ->
    [one] { $count } page
   *[other] { $count } pages
 } could not be read, the latest: { $reason }
source-trouble = in trouble since { $when }: { $reason }

alarm-failing = ⚠ { $source } cannot be read since { $when }: { $reason }
alarm-overdue = ⚠ { $source }: a briefing was due and has not come ({ $reason }).
alarm-quiet = ⚠ { $source } has said nothing since { $when }; { $reason } is the longest it is usually silent.
over-failing = ✓ { $source } can be read again; it could not since { $when }.
over-overdue = ✓ { $source } has spoken; the briefing missed since { $when } is no longer waited for.
over-quiet = ✓ { $source } speaks again, for the first time since { $when }.
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
alert-more = { $count ->
    [one] … and { $count } more
   *[other] … and { $count } more
 }
alert-gone = This alert is no longer kept.
matched = for: { $queries }
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
query-unbalanced = This parenthesis has no partner.
query-operator-without-operand = A word is missing here.
query-unsupported = I don't understand this sign here.
query-too-long = This query is too long; { $limit } characters are the most.
query-too-deep = This query is nested too deep.
query-too-many-terms = This query has too many words.
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

understood-exact = “{ $word }” exactly as written
understood-prefix = words that begin with “{ $word }”
understood-loose = the words “{ $phrase }” close together (at most { $slop } others among them)
understood-near = each within { $distance } words of the next: { $items }
understood-sentence = in one sentence: { $items }
understood-alias = { $label } in all languages (~{ $name })
understood-source = in the source { $value }
understood-speaker = said by { $value }
understood-role = said by the { $value }
understood-kind = in a { $value }
understood-lang = in the language { $value }
understood-title = under a title with “{ $value }”
understood-outlet = asked by { $value }
understood-since = not before { $day }
understood-until = not after { $day }
taken-exactly = In capitals, so taken exactly as written: { $words }. Write { $small } in small letters for any form.
would-have-met = So far { $met } of { $of } passages in the archive match.
would-have-met-lately = Of the newest { $of } passages { $met } match.
wider = In all languages: { $query }
too-common = “{ $query }” stands in { $met } of { $of } passages: it would tell you almost everything. Add a rarer word, or say which source or speaker (source: speaker:).
explain-usage = Say what to explain, for example: /explain { $example }
explain-not = without
explain-count = { $count ->
    [0] rare
    [one] { $count } passage
   *[other] { $count } passages
 }
explain-required = Every match holds one of:
alias-head = Your names:
alias-none = You have no names of your own. /alias energy = oil OR gas defines one.
alias-built-in = { $count } names everybody has: countries (~japan), organisations (~nato), people (~lavrov), phrases (~deep-concern). /alias NAME shows one.
alias-usage = Say /alias NAME = QUERY. A name is letters, digits, - and _.
alias-defined = ~{ $name } now stands for: { $query }
alias-hides = It goes before the name ~{ $name } that everybody has.
alias-removed = ~{ $name } is no longer a name of yours.
alias-unknown = There is no name ~{ $name }.
did-you-mean-name = Did you mean ~{ $name }?
too-many-names = You have { $limit } names already, which is the most.
command-explain = how a query is understood: /explain sanctions
command-alias = your own names for queries: /alias energy = oil OR gas
command-unalias = drop a name: /unalias energy
query-dates = A subscription looks ahead; dates are for /mentions.
query-unknown-name = There is no such name.
query-unknown-field = I know no such field. There are source, speaker, role, kind, lang, title and outlet.
query-bad-value = This field does not take this value.
query-bad-date = I don't understand this date. Write 2021, 2021-03 or 2021-03-15.
query-short-prefix = Too many words begin so. Give at least three letters.
query-bad-distance = A distance is a number from 1 to 100.
query-near-operand = NEAR stands between words, phrases or names, or a choice of them in parentheses.
query-nested-sentence = Within a sentence only words can be asked for.
query-never = Nothing can ever match this.
query-always = Everything matches this.
