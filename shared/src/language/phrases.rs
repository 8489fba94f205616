//! Words and phrases that a rule looks for. Which first words there are is known beforehand, as bits by a hash, so
//! that most tokens are passed over by a look at one number.

/// Phrases in the order of their bytes, parted by bars; the words of one are parted by a space.
#[derive(Debug)]
pub(super) struct Phrases {
    /// Bits by the hashes of the first words.
    firsts: [u64; 4],
    text: &'static str,
}

/// Phrases where they are asked for.
macro_rules! phrases {
    ($text:expr) => {
        const { &$crate::language::phrases::Phrases::of($text) }
    };
}
pub(super) use phrases;

/// Of a word, or of the first word of a phrase: FNV-1a.
pub(super) const fn hash(text: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    let mut at = 0;
    while at < text.len() && text[at] != b' ' && text[at] != b'|' {
        hash = (hash ^ text[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    hash ^ (hash >> 15)
}

impl Phrases {
    pub(super) const fn of(text: &'static str) -> Self {
        let mut firsts = [0; 4];
        let mut rest = text.as_bytes();
        let mut before: &[u8] = &[];
        while !rest.is_empty() {
            let hash = hash(rest);
            firsts[((hash >> 6) & 3) as usize] |= 1 << (hash & 63);
            assert!(in_order(before, rest), "phrases must be sorted");
            before = rest;
            while let Some((passed, more)) = rest.split_first() {
                rest = more;
                if *passed == b'|' {
                    break;
                }
            }
        }
        Self { firsts, text }
    }

    /// Whether a phrase may begin with a word of this hash.
    pub(super) const fn may_begin(&self, hash: u32) -> bool {
        self.firsts[((hash >> 6) & 3) as usize] >> (hash & 63) & 1 == 1
    }

    /// What follows the word in each phrase that begins with it; nothing follows where it is all of it.
    pub(super) fn after<'w>(&self, word: &'w str) -> After<'w> {
        let bytes = self.text.as_bytes();
        let (mut low, mut high) = (0, bytes.len());
        while low < high {
            let middle = low.midpoint(high);
            let mut start = middle;
            while start > low && bytes[start - 1] != b'|' {
                start -= 1;
            }
            let end = end_of(bytes, middle);
            if bytes[start..end] < *word.as_bytes() {
                low = end + 1;
            } else {
                high = start;
            }
        }
        After {
            rest: self.text.get(low..).unwrap_or_default(),
            word,
        }
    }

    /// Whether this is one of the phrases.
    pub(super) fn holds(&self, phrase: &str) -> bool {
        self.text.split('|').any(|known| known == phrase)
    }
}

/// Whether a phrase stands before another in the order of bytes, up to their bars.
const fn in_order(mut left: &[u8], mut right: &[u8]) -> bool {
    loop {
        match (left.split_first(), right.split_first()) {
            (None | Some((b'|', _)), _) => return true,
            (_, None | Some((b'|', _))) => return false,
            (Some((one, more_left)), Some((other, more_right))) => {
                if *one != *other {
                    return *one < *other;
                }
                (left, right) = (more_left, more_right);
            }
        }
    }
}

/// Where the phrase ends that goes on at a place.
fn end_of(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && bytes[at] != b'|' {
        at += 1;
    }
    at
}

#[derive(Debug)]
pub(super) struct After<'w> {
    rest: &'static str,
    word: &'w str,
}

impl Iterator for After<'_> {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        let after = self.rest.strip_prefix(self.word)?;
        let bytes = after.as_bytes();
        if !matches!(bytes.first(), None | Some(b' ' | b'|')) || self.word.is_empty() {
            return None;
        }
        let end = end_of(bytes, 0);
        self.rest = after.get(end + 1..).unwrap_or_default();
        Some(after.get(1..end).unwrap_or_default())
    }
}

/// What people say before a command.
pub(super) static POLITE: Phrases = Phrases::of(
    "actually|ai|alexa|also|and|are you able to|assistant|be sure to|bot|but|can i|can u|can we|can you|\
     can you please|computer|could i|could you|could you please|do me a favor and|go ahead and|google|hello|\
     help me|help me to|hey|hi|hmm|i have to|i need to|i need you to|i said|i wanna|i want to|i want you to|\
     i would like to|i would like you to|i'd like to|i'd like you to|if you can|just|kindly|let us|let's|\
     lets|make sure to|make sure you|maybe|now|ok|okay|olly|oops|please|siri|so|sorry|then|uh|um|wait|well|will you|\
     will you please|would you|would you mind|would you please|yes|you can|you could|you need to",
);
/// Verbs.
pub(super) static COMPLETE: Phrases = Phrases::of(
    "already did|already done|check|check off|complete|completed|cross|cross off|cross out|done|done with|\
     finish|finished|finished with|i already did|i am done with|i completed|i did|i finished|i have completed|\
     i have done|i have finished|i just did|i just finished|i'm done with|i've completed|i've done|i've finished|\
     im done with|ive done|ive finished|just did|just finished|mark as complete|mark as completed|mark as done|\
     mark as finished|mark off|scratch|scratch off|strike|tick|tick off",
);
pub(super) static REOPEN: Phrases =
    Phrases::of("bring back|re-open|reopen|restore|uncheck|uncomplete|undelete|untick");
pub(super) static DELETE: Phrases = Phrases::of(
    "abolish|blank out|cancel|cancle|clean|clear|close|deactivate|delete|deleted|destroy|disable|discard|\
     discontinue|dismiss|do not alert me|do not notify me|do not remind me|do not remind us|don't alert me|\
     don't give me|don't notify me|don't remind me|don't remind us|dont remind me|drop|dump|edit out|\
     eliminate|empty|end|erase|forget|get rid of|get rid off|hold off on|i do not need|\
     i do not need to be reminded|i do not want|i do not want to be reminded|i don't need|\
     i don't need to be reminded|i don't wanna be reminded|i don't want|i don't want to be reminded|\
     i dont need|i dont need to be reminded|i dont want to be reminded|i no longer need|\
     i no longer need to be reminded|junk|kill|nix|no longer remind me|no more|nuke|\
     please no longer remind me|purge|quit reminding me|remove|removed|scrap|scrub|shut off|stop|\
     stop reminding|stop reminding me|take|take off|take out|throw away|throw out|trash|turn off|unset|void|\
     wipe",
);
pub(super) static UPDATE: Phrases = Phrases::of(
    "adjust|adjustment|advance|ajust|alter|amend|bring forward|bump|cahnge|change|chnage|correct|defer|delay|edit|\
     extend|fix|make a change to|make change to|make changes to|modify|move|postpone|prioritise|prioritize|\
     push|put off|re-schedule|re-set|rename|replace|reschedule|reset|retitle|revise|set back|shift|shorten|snooze|\
     swap|switch|transfer|turn|update",
);
pub(super) static SHOW: Phrases = Phrases::of(
    "any|anything|are my|are there|bring up|check|did i|display|do i have|do we have|fetch|find|get|get me|\
     give me|go over|go to|have i|how long|how many|how much|is my|is there|let me know|let me see|list|\
     look at|look for|look up|name|open|pull up|read|read back|read me|read off|recall|retrieve|search|see|\
     show|show me|tell me|view|what|what's|whats|when|when's|whens|where|where's|which|who",
);
/// What makes a task or a reminder, if such a noun follows.
pub(super) static MAKE: Phrases = Phrases::of(
    "activate|add|additional|another|begin|build|construct|create|do a|enter|establish|generate|get|get me|\
     give|give me|have|i have|i need|i want|i would like|i'd like|include|input|insert|issue|keep|leave|log|\
     make|need|new|place|program|provide|provide me|put|put in|putting|save|schedule|send|send me|set|set up|\
     setup|shedule|start|turn on|want|write",
);
pub(super) static REMIND_ME: Phrases = Phrases::of(
    "alert me|alert us|be reminded|can't forget|do not let me forget|do not want to forget|\
     don't forget to remind me|don't let me forget|don't let me miss|don't want to forget|dont let me forget|\
     help me remember|help me to remember|help me with remembering|help remind me|i can not forget|\
     i can't forget|i can't miss|i cannot forget|i do not want to be late for|i do not want to forget|\
     i do not want to miss|i don't want to be late for|i don't want to forget|i don't want to miss|\
     i dont want to be late for|i dont want to forget|i dont want to miss|i must not forget|\
     i need help remembering|i need help to remember|i need reminded|i need to be reminded|\
     i need to remember|i want reminded|i want to be reminded|i would like to be reminded|\
     i'd like to be reminded|keep me reminded|make me remember|make sure i don't forget|\
     make sure i dont forget|make sure i remember|need reminding|need to be reminded|notify me|please remind|\
     remaind me|remid me|remind me|remind my to|remind myself|remind us|reminde me|reminder me|reminder us|\
     reminds me|remined me|reming me|rmind me|send me a reminder|tell me to",
);
/// How a question about tasks begins.
pub(super) static ASK: Phrases = Phrases::of(
    "any|anything|are there|are there any|display|do i have|do i need|give me|have i got|how about|how many|\
     is anything|is there anything|list|read me|see|show|show me|show me what's|tell me|tell me what|\
     tell me what's|view|what|what about|what am i|what are|what did i complete|what did i do|\
     what did i finish|what did i get|what do i|what else|what have i|what have i completed|what have i done|\
     what have i finished|what is|what must i|what reminders|what should i|what tasks|what's|whats|which|\
     which reminders|which tasks",
);
/// How a question begins.
pub(super) static QUESTIONS: Phrases = Phrases::of(
    "am|any|are|aren't|can a|can i|can my|can the|can we|could i|could it|could the|did|didn't|do any|do i|\
     do my friends|do the|do they|do we|do you|does|doesn't|don't you|explain|had|has|have i|have my|\
     have the|have they|have we|have you|how|how'd|how's|hows|is|isn't|may i|may we|shall|should|tell me|was|\
     were|what|what'd|what're|what's|whats|whats the|when|when's|whens|where|where's|wheres|which|who|who's|\
     whom|whos|whose|why|will i|will it|will my|will that|will the|will there|will this|would i|would it|\
     would the",
);
/// Asks or wants something that is no task: it is not added.
pub(super) static WANTS: Phrases = Phrases::of(
    "ah|aha|always nice|appreciate|appreciated|are there|are you|as|can i|can we|can you|can you tell|\
     convert|could i|could we|could you|could you tell|dammit|damn|damn it|define|do have|do it|do not|\
     do people|do that|do we|do when|do you|does it|dont do|find me|find out|give me|glad|goddammit|\
     good chat|good talk|good talking|great chat|great talk|great talking|have my|have no idea|have there|\
     have they|hm|hmm|how|how're|how've|i am|i am curious|i am sorry|i am wondering|i asked|i can't|\
     i did not|i didn't|i do not|i don't|i don't know|i don't think|i dont|i enjoyed|i had a great|\
     i had a pleasure|i had fun|i hate you|i have a question|i have much|i have no idea|i like you|i love you|i meant|i need info|\
     i need information|i need to know|i need you|i said|i thank|i think|i want to know|i want you|\
     i was wondering|i wish you|i wonder|i would like to know|i would like you to|i wouldn't|\
     i'd like to know|i'm|i'm curious|i'm sorry|i'm wondering|incorrect|is it|is there|it doesn't|it is|\
     it isn't|it must|it seems|it sounds|it was|it wasn't|it's|let me know|let's|listen carefully|looks like|\
     may i|much appreciated|musch appreciated|never mind|nevermind|nice chat|nice talk|nice talking|no i|\
     no it|no that|no these|no this|no you|nope|not correct|not right|not what|oh|oops|play|please explain|\
     please give|please let me know|please repeat|please show|please tell|please tell me|repeat|say it|\
     say that|say the|seems|shit|show me|since|sorry|spell|tell us|that didn't|that doesn't|that is|\
     that isn't|that must|that was|that wasn't|that'd|that'll|that's|thats not|thats wrong|the answer was|\
     the command|the response|this doesn't|this is|this isn't|this was|this wasn't|translate|uh|uhh|um|wait|\
     what|what'll|what're|when'll|where|where'd|which|who is|who'll|whose|why|why'd|will you|will you tell|\
     would you|would you be|would you tell|wrong|you|you are|you have|you're|you've|your|your answer|\
     your command|your response|youre",
);
/// Asks about the assistant itself, if a noun of its own follows.
pub(super) static HELP: Phrases = Phrases::of(
    "am i able|explain how|how can i|how can we|how do i|how do we|how does the|how should i|how to|\
     how would i|is there a way|is there any way|is there away|show me how|teach me how|tell me how",
);
/// Between "remind me" and what is to be done.
pub(super) static CONNECTORS: Phrases = Phrases::of(
    "about|about all|about when|because i have to|because i need to|called|event|event for|for|\
     for everyone to|for me|for me that|for me to|for me when|for myself|for myself to|for us|for us to|\
     for when|in order to|it's time to|letting me know that|me to|named|notice|notification|of|of all|\
     of the fact that|of when|on how to|regarding|reminding me about|reminding me of|reminding me that|\
     reminding me to|saying|saying that|so|so i|so i can|so that i|so that i can|telling me about|\
     telling me that|telling me to|that|that it is time to|that it's time to|that says|that says to|\
     that tells me to|titled|to|to help me remember to|to help me to remember to|to let me know that|to me|\
     to me to|to myself|to remember to|to remind me|to remind me about|to remind me of|to remind me that|\
     to remind me to|to remind me when|when|when it's time to|when its time to|which says|with the title",
);
/// How a statement of what is to be done begins: these words are not what is to be done.
pub(super) static DUTY: Phrases = Phrases::of(
    "i am supposed to|i am to|i got to|i gotta|i have|i have to|i must|i need to|i should|i want to|\
     i'm supposed to|i've got|i've got to|there is|there's|to|we have|we have to|we need to",
);
/// Courtesy that asks for nothing.
pub(super) static GREETINGS: Phrases = Phrases::of(
    "ahoy|aloha|are you there|bonjour|good afternoon|good day|good evening|good morning|good to see you|\
     greetings|hello|hello friend|hello there|hey|hey buddy|hey how are you|hey there|hi|hi there|hiya|\
     hiya there|hola|how are things|how are you|how are you doing|how are you doing today|how are you today|\
     how do you do|how have you been|how have you been feeling|how is it going|how is your day|how're you|\
     how're you doing|how's it going|how's life|how's your day|how've you been|howdy|hows it going|morning|\
     nice to meet you|nice to see you|salutations|sup|what is up|what's new|what's up|whats up|yo",
);
pub(super) static THANKS: Phrases = Phrases::of(
    "appreciate it|appreciate the help|appreciate your help|appreciated|cheers|danke|good job|\
     good looking out|good work|gracias|great job|great thanks|great work|i appreciate|i appreciate it|\
     i appreciate that|i appreciate the help|i appreciate your help|i can not thank you enough|\
     i cannot thank you enough|i have much gratitude|i really thank you|i thank you|i want to thank you|\
     let me thank you|many thanks|merci|merci beaucoup|much appreciated|much gratitude|much obliged|nice job|\
     nice work|ok thanks|thank ya|thank you|thank you again|thank you kindly|thank you so much|\
     thank you very much|thanks|thanks a lot|thanks for that|thanks for the help|thanks so much|thx|ty|\
     well done|you're a doll|you're the best|youre a doll|youre the best",
);
pub(super) static GOODBYES: Phrases = Phrases::of(
    "adios|buhbye|bye|bye bye|catch you around|catch you later|ciao|cya|cya later|fairwell|farewell|good bye|\
     good night|good seeing you|good talking to you|goodbye|got to go|gotta go|have a good day|\
     have a good one|have a nice day|i have to get going|i have to go|i have to go now|i have to leave now|\
     i have to run|i need to go|i need to go now|i'll be leaving|i'll be leaving now|i'll see you|\
     i'll see you later|i'll talk to you later|i'm leaving|i've got to go|i've got to run|\
     i've got to run now|ill see you|ill see you around|it was good talking to you|\
     it was nice talking to you|later|later gator|nice chatting with you|nice talking to you|\
     nice to speak with you|nice to talk to you|peace|peace out|sayonara|see ya|see ya later|see you|\
     see you again|see you again soon|see you around|see you in a while|see you later|see you soon|\
     see you tomorrow|so long|so long for now|ta ta|take care|take it easy|talk later|talk soon|\
     talk to you later|talk to you soon|tata|tata for now|until next time|until then|we'll talk later",
);
