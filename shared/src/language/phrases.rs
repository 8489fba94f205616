//! Phrases that open a clause, or a part of one. A word knows in which groups some phrase begins with it, so that
//! most words are passed over without a look at any.

use std::{collections::HashMap, sync::LazyLock};

/// A set of phrases, parted by bars.
#[derive(Debug)]
pub(super) struct Group {
    bit: u32,
    phrases: &'static str,
}

impl Group {
    pub(super) fn phrases(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.phrases.split('|')
    }

    /// Whether a phrase of it begins with a word of these groups.
    pub(super) const fn begins(&self, groups: u32) -> bool {
        self.bit & groups != 0
    }
}

/// The groups in which a phrase begins with this word.
pub(super) fn groups(word: &str) -> u32 {
    static FIRST: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
        let mut first = HashMap::new();
        for group in ALL {
            for phrase in group.phrases() {
                let word = phrase.split(' ').next().unwrap_or_default();
                *first.entry(word).or_default() |= group.bit;
            }
        }
        first
    });
    FIRST.get(word).copied().unwrap_or_default()
}

const ALL: [&Group; 17] = [
    &POLITE,
    &COMPLETE,
    &REOPEN,
    &DELETE,
    &UPDATE,
    &SHOW,
    &MAKE,
    &REMIND_ME,
    &ASK,
    &QUESTIONS,
    &WANTS,
    &HELP,
    &CONNECTORS,
    &DUTY,
    &GREETINGS,
    &THANKS,
    &GOODBYES,
];

/// What people say before a command.
pub(super) const POLITE: Group = Group {
    bit: 1 << 0,
    phrases: "please|can you please|could you please|would you please|will you please|can you|could you|would you|\
        will you|can u|can we|can i|could i|hey|hi|hello|ok|okay|alexa|siri|google|computer|olly|assistant|\
        i want you to|i need you to|i'd like you to|i would like you to|i want to|i need to|i'd like to|\
        i would like to|i wanna|go ahead and|let's|lets|just|also|then|now|kindly|you can|you could|help me to|\
        help me|do me a favor and|be sure to|make sure to|make sure you|i said|yes|so|well|maybe|would you mind|\
        let us|are you able to|if you can|you need to|i have to|and|but",
};
/// Verbs.
pub(super) const COMPLETE: Group = Group {
    bit: 1 << 1,
    phrases: "i'm done with|i am done with|im done with|i finished|i've finished|i have finished|i just finished|\
        i completed|i've completed|i have completed|done with|complete|completed|finish|finished|check off|\
        tick off|cross off|done|check|cross|tick|scratch|cross out|scratch off|mark off|strike|finished with",
};
pub(super) const REOPEN: Group = Group {
    bit: 1 << 2,
    phrases: "reopen|re-open|uncheck|untick|uncomplete|restore",
};
pub(super) const DELETE: Group = Group {
    bit: 1 << 3,
    phrases: "delete|remove|trash|get rid off|get rid of|cancel|erase|clear|dismiss|take out|take off|take|drop|\
        discard|scrap|eliminate|wipe|turn off|disable|stop|nix|edit out|forget|throw away|throw out|unset|end|\
        clean|empty|blank out|kill|void|deactivate|abolish|cancle|close|deleted|\
        don't remind me|do not remind me|dont remind me|stop reminding me|i don't need to be reminded|i don't want to be reminded|i no longer need to be reminded|i don't need|i no longer need|i dont need|i don't want|don't give me|quit reminding me|no more",
};
pub(super) const UPDATE: Group = Group {
    bit: 1 << 4,
    phrases: "change|update|move|modify|reschedule|edit|adjust|ajust|switch|rename|push|postpone|delay|snooze|correct|\
        fix|extend|shift|revise|alter|bump|prioritize|prioritise|swap|replace|make a change to|adjustment|amend|\
        advance|retitle|shorten|set back|bring forward|re-schedule",
};
pub(super) const SHOW: Group = Group {
    bit: 1 << 5,
    phrases: "show me|show|list|display|read me|read off|read back|read|tell me|give me|get me|get|pull up|bring up|\
        view|see|find|look up|look for|look at|search|check|open|go to|go over|retrieve|fetch|what|what's|whats|\
        which|when|when's|whens|where|where's|who|do i have|do we have|have i|did i|are there|is there|is my|\
        are my|any|anything|how many|how much|how long|let me know|let me see|name|recall",
};
/// What makes a task or a reminder, if such a noun follows.
pub(super) const MAKE: Group = Group {
    bit: 1 << 6,
    phrases: "set up|set|setup|create|make|add|schedule|send me|send|put in|put|give me|give|i need|i want|i'd like|\
        i would like|start|new|place|enter|log|turn on|include|insert|i have|another|get me|need|begin|input|\
        write|want|issue|generate|establish|program|activate|additional|save|have|shedule|construct|keep|get|\
        leave|build",
};
pub(super) const REMIND_ME: Group = Group {
    bit: 1 << 7,
    phrases: "remind me|remind us|remind myself|alert me|notify me|don't let me forget|dont let me forget|\
        do not let me forget|don't forget to remind me|help me remember|help me to remember|\
        i need to be reminded|i want to be reminded|i need reminded|i'd like to be reminded|\
        i would like to be reminded|reminder me|send me a reminder|don't let me miss|remind my to|remined me|\
        please remind|be reminded|i want reminded|i need to remember|alert us|keep me reminded|reming me|\
        rmind me|reminds me|i don't want to forget|i dont want to forget|i do not want to forget|i can't forget|\
        i cannot forget|i must not forget|i can't miss|don't want to forget|make sure i don't forget|\
        make sure i remember|make sure i dont forget|tell me to|i don't want to miss|i dont want to miss|\
        do not want to forget",
};
/// How a question about tasks begins.
pub(super) const ASK: Group = Group {
    bit: 1 << 8,
    phrases: "what's|whats|what is|what do i|what did i finish|what did i complete|what did i get|what did i do|\
        what have i done|what have i finished|what have i completed|what should i|what must i|what are|\
        what tasks|what reminders|which tasks|which reminders|do i have|show me what's|show me|show|list|\
        how many|anything|is there anything|what|which|are there any|are there|any|give me|read me|tell me what|\
        tell me what's|display|tell me|what else|see|view",
};
/// How a question begins.
pub(super) const QUESTIONS: Group = Group {
    bit: 1 << 9,
    phrases: "what|what's|whats|what're|who|who's|whos|whose|whom|why|when|when's|whens|where|where's|wheres|how|\
        how's|hows|how'd|which|is|are|am|was|were|does|did|don't you|have you|has|have i|have we|had|can i|\
        can we|can my|can the|could i|may i|should|would i|would it|would the|will it|will there|will the|\
        will this|will that|will i|will my|isn't|aren't|doesn't|didn't|any|shall|may we|whats the|what'd|\
        tell me|explain|could it|could the|can a|\
        do i|do we|do you|do they|do the|do any|do my friends|have they|have my|have the|have you",
};
/// Asks or wants something that is no task: it is not added.
pub(super) const WANTS: Group = Group {
    bit: 1 << 10,
    phrases: "i want to know|i need to know|i'd like to know|i would like to know|let me know|do you|can you tell|\
        could you tell|would you tell|will you tell|can you|could you|would you|will you|i wonder|i'm wondering|\
        i am wondering|i was wondering|tell us|give me|show me|play|define|translate|convert|please tell|\
        please explain|please let me know|please give|please show|i don't know|i don't|i dont|i'm curious|\
        i am curious|do we|does it|would you be|you are|you're|is it|is there|are there|are you|whose|\
        i have a question|i need information|i need info|find out|find me|spell|say that|say it|say the|\
        i want you|i need you|let's|i can't|you|you've|you have|your|that's|that was|that is|this is|this was|\
        it's|it was|it is|oh|oops|sorry|wait|nope|uh|uhh|um|i think|i am sorry|i'm sorry|i asked|i did not|\
        i didn't|seems|looks like|no you|no that|i meant|i said|not what|wrong|never mind|nevermind|i am|i'm|\
        have no idea|i have no idea|i wouldn't|i would like you to|repeat|please repeat|please tell me|can i|\
        can we|could i|could we|may i|as|since|\
        have they|have my|what|how|why|where|who is|which",
};
/// Asks about the assistant itself, if a noun of its own follows.
pub(super) const HELP: Group = Group {
    bit: 1 << 11,
    phrases: "how do i|how can i|how do we|how can we|how would i|how to|how should i|show me how|tell me how|\
        teach me how|explain how|is there a way|is there any way|is there away|am i able|how does the",
};
/// Between "remind me" and what is to be done.
pub(super) const CONNECTORS: Group = Group {
    bit: 1 << 12,
    phrases: "to|about|of|that|regarding|when|for me to|for me that|for my|for|on how to|so that i|so i|so|\
        saying that|saying|which says|that says|with the title|called|named|titled|to say|in order to|\
        to remind me to|to remind me about|to remind me of|to remind me that|to remind me when|to remind me|telling me to|reminding me to|reminding me that|reminding me of|reminding me about|letting me know that|to let me know that|\
        for me|to me to|to me|to help me remember to|to help me to remember to|of when|for when|when its time to|when it's time to|it's time to|for me when|of the fact that|about when|me to",
};
/// How a statement of what is to be done begins: these words are not what is to be done.
pub(super) const DUTY: Group = Group {
    bit: 1 << 13,
    phrases: "i have to|i need to|i must|i've got to|i got to|i gotta|i should|i have|i've got|i am supposed to|\
        i'm supposed to|i want to|there is|there's|we have to|we need to|we have|to|i am to",
};
/// Courtesy that asks for nothing.
pub(super) const GREETINGS: Group = Group {
    bit: 1 << 14,
    phrases: "hi|hello|hey|hi there|hello there|hey there|howdy|yo|good morning|good afternoon|good evening|good day|\
        greetings|what's up|whats up|sup|how are you|how are you doing|how are you today|how's it going|\
        hows it going|nice to meet you|how have you been|what is up|hiya|how do you do|how are things|\
        how's your day|hello friend|morning|\
        good to see you|nice to see you|hola|bonjour|what's new|how's life|how is it going|how are you doing today|how is your day|are you there|hey buddy",
};
pub(super) const THANKS: Group = Group {
    bit: 1 << 15,
    phrases: "thanks|thank you|thank you very much|thanks a lot|many thanks|thx|ty|thanks so much|thank you so much|\
        cheers|thanks for the help|great thanks|ok thanks|thanks for that|\
        thank you kindly|i appreciate it|i appreciate that|much appreciated|appreciate it|appreciated|i appreciate the help|i appreciate your help|i appreciate|\
        thank ya|gracias|merci|much obliged|i really thank you|let me thank you|i want to thank you|i cannot thank you enough|i can not thank you enough|appreciate the help|appreciate your help|danke|good looking out|you're the best|youre the best",
};
pub(super) const GOODBYES: Group = Group {
    bit: 1 << 16,
    phrases: "bye|goodbye|good bye|see you|see you later|see ya|good night|later|bye bye|so long|take care|\
        talk to you later|\
        adios|sayonara|see ya later|see you around|catch you later|catch you around|ciao|farewell|have a good day|have a nice day|have a good one|good seeing you|good talking to you|nice talking to you|nice to talk to you|it was nice talking to you|it was good talking to you|talk to you soon|ta ta|tata|until next time|take it easy|peace out|i'm leaving|see you soon|see you tomorrow|nice to speak with you|later gator|nice chatting with you|\
        i have to go|i have to go now|i've got to run|i've got to run now|i've got to go|i need to go|i need to go now|i have to get going|gotta go|\
        got to go|talk later|buhbye|peace|i have to run|i have to leave now",
};
