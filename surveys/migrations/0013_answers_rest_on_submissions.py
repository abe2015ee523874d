import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0012_what_was_sent"),
    ]

    operations = [
        migrations.AlterField(
            model_name="answer",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="surveys.submission",
                verbose_name="submission",
            ),
        ),
        migrations.RemoveField(model_name="answer", name="code"),
        migrations.RemoveField(model_name="code", name="submitted_at"),
    ]
