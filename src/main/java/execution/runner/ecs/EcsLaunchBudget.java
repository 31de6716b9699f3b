package execution.runner.ecs;

import execution.runner.LaunchBudget;
import execution.store.CallBudget;
import execution.store.CallBudgets;
import org.springframework.stereotype.Component;

/** The account's budget of launches. What is kept for stops alone is not left for launches. */
@Component
class EcsLaunchBudget implements LaunchBudget {

    private final CallBudget launches;
    private final EcsProperties.Budget settings;

    EcsLaunchBudget(CallBudgets budgets, EcsProperties properties) {
        this.settings = properties.budget();
        this.launches = budgets.budget(EcsTasks.LAUNCHES, settings.perSecond(), settings.burst(), settings.chunk());
    }

    @Override
    public String runner() {
        return "ecs";
    }

    @Override
    public State now() {
        int reserve = EcsTasks.reserve(settings);
        return new State(
                Math.max(0, launches.left() - reserve),
                settings.burst(),
                settings.burst() - reserve,
                settings.perSecond());
    }
}
